package lockstep.server.rollout;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import lockstep.images.console.Explanation;
import lockstep.images.console.Inert;

/// Asks a success check once, and waits for what it says.
///
/// A command gets the rollout as JSON on its standard input: exit code 0 means go on, 75 (`EX_TEMPFAIL`) ask again later, any
/// other halt. A webhook gets the same by POST: 2xx means go on, 429 and 503 ask again later, any other answer halt. What
/// cannot be asked, or gives no answer in time, is asked again later.
public final class CheckRun {
  private static final int EX_TEMPFAIL = 75;
  private static final int MAX_ANSWER_BYTES = 4096;
  private static final int MAX_WORDS = 200;

  private CheckRun() {}

  /// @param rollout as JSON
  public static CheckAnswer ask(SuccessCheck check, String rollout) throws InterruptedException {
    byte[] body = rollout.getBytes(StandardCharsets.UTF_8);
    try {
      return switch (check.kind()) {
        case COMMAND -> command(check, body);
        case WEBHOOK -> webhook(check, body);
      };
    } catch (IOException e) {
      return new CheckAnswer.Later("it cannot be asked: " + Explanation.of(e).message());
    }
  }

  private static CheckAnswer command(SuccessCheck check, byte[] body)
      throws IOException, InterruptedException {
    Path input = Files.createTempFile("lockstep-check", ".json");
    Path output = Files.createTempFile("lockstep-check", ".out");
    try {
      Files.write(input, body);
      Process process =
          new ProcessBuilder("/bin/sh", "-c", check.target())
              .redirectInput(input.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(check.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        return new CheckAnswer.Later("it did not end within " + check.timeout().toSeconds() + " s");
      }
      return answer(process.exitValue(), said(output));
    } finally {
      Files.delete(input);
      Files.delete(output);
    }
  }

  private static CheckAnswer answer(int exit, String said) {
    return switch (exit) {
      case 0 -> new CheckAnswer.Passed();
      case EX_TEMPFAIL -> new CheckAnswer.Later("not yet" + said);
      default -> new CheckAnswer.Failed("exit code " + exit + said);
    };
  }

  private static String said(Path output) throws IOException {
    try (InputStream in = Files.newInputStream(output)) {
      return said(in.readNBytes(MAX_ANSWER_BYTES));
    }
  }

  private static String said(byte[] bytes) {
    String line =
        new String(bytes, 0, Math.min(bytes.length, MAX_ANSWER_BYTES), StandardCharsets.UTF_8)
            .lines()
            .findFirst()
            .orElse("");
    String cut = Inert.text(line.substring(0, Math.min(line.length(), MAX_WORDS)));
    return cut.isEmpty() ? "" : ": " + cut;
  }

  private static CheckAnswer webhook(SuccessCheck check, byte[] body)
      throws IOException, InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(check.timeout())
            .build()) {
      HttpResponse<byte[]> reply =
          client.send(
              HttpRequest.newBuilder(URI.create(check.target()))
                  .timeout(check.timeout())
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofByteArray(body))
                  .build(),
              BodyHandlers.limiting(BodyHandlers.ofByteArray(), 1 << 20));
      int status = reply.statusCode();
      String said = said(reply.body());
      if (status / 100 == 2) {
        return new CheckAnswer.Passed();
      }
      return status == 503 || status == 429
          ? new CheckAnswer.Later("not yet" + said)
          : new CheckAnswer.Failed("it answers " + status + said);
    } catch (IllegalArgumentException e) {
      return new CheckAnswer.Later("it cannot be asked: " + e.getMessage());
    }
  }
}
