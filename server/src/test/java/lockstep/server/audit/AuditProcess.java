package lockstep.server.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// A process of its own that adds entries, once it is told to.
final class AuditProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private AuditProcess(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  public static void main(String[] arguments) throws IOException {
    AuditFixture fixture = new AuditFixture(Path.of(arguments[0]));
    System.out.println("ready");
    var _ = System.in.read();
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      fixture.record(1);
      System.out.println(i);
    }
  }

  static AuditProcess start(Path data, int entries) throws IOException {
    AuditProcess started =
        new AuditProcess(
            new ProcessBuilder(
                    List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AuditProcess.class.getName(),
                        data.toString(),
                        Integer.toString(entries)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    started.awaitEntry();
    return started;
  }

  void go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /// Returns when it says something: that it is ready, or that an entry is recorded.
  void awaitEntry() throws IOException {
    if (out.readLine() == null) {
      throw new IOException("the process ended too early");
    }
  }

  void await() throws IOException, InterruptedException {
    while (out.readLine() != null) {
      // another entry
    }
    if (process.waitFor() != 0) {
      throw new IOException("the process failed");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
