package lockstep.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/// `lockstep serve` as a process of its own, to be ended the hard way.
final class ServeProcess implements AutoCloseable {
  final Process process;
  final URI uri;

  private ServeProcess(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ServeCommand()).execute(arguments));
  }

  static ServeProcess start(Path repository, Path data, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ServeProcess.class.getName(),
                repository.toString(),
                "--data=" + data,
                "--listen=127.0.0.1:0"));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String ready = String.valueOf(out.readLine());
    return new ServeProcess(process, URI.create(ready.substring(ready.lastIndexOf(' ') + 1)));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
