package lockstep.server;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Explanation;
import lockstep.server.operator.OperatorToken;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Who asks a server. The operator's token also says how to know that it is the server.
final class TokenOption {
  /// Where a token is looked for when no file is named: not among the arguments, which every user of the machine sees.
  static final String VARIABLE = "LOCKSTEP_TOKEN";

  private static final int MAX_TOKEN_FILE_BYTES = 4096;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "a file with your operator's token (default: the variable " + VARIABLE + ")")
  private @Nullable Path file;

  /// Whether anything was said of who asks.
  boolean isGiven() {
    return file != null || System.getenv(VARIABLE) != null;
  }

  FleetClient connect(URI server) throws IOException {
    if (!"https".equalsIgnoreCase(server.getScheme()) || server.getHost() == null) {
      throw new ProblemException(
          new Problem(
              "E-URL",
              server.toString(),
              "operators are heard over https only",
              "give https://HOST:PORT"));
    }
    return new FleetClient(server, token());
  }

  private OperatorToken token() throws IOException {
    String from = file == null ? VARIABLE : file.toString();
    String text = file == null ? System.getenv(VARIABLE) : read(file);
    if (text == null || text.isBlank()) {
      throw new ProblemException(
          new Problem(
              "E-TOKEN",
              "",
              "you have not said who you are",
              "put your operator's token into the variable "
                  + VARIABLE
                  + ", or into a file: --token-file FILE"));
    }
    return OperatorToken.parse(text.strip())
        .orElseThrow(() ->
            new ProblemException(
                new Problem(
                    "E-TOKEN",
                    from,
                    "this is no operator's token",
                    "give it whole, as 'lockstep operator add' showed it")));
  }

  private static String read(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_TOKEN_FILE_BYTES) {
        return "too long";
      }
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              "E-TOKEN",
              file.toString(),
              "the token cannot be read: " + Explanation.of(e).message(),
              "name the file that holds it"),
          e);
    }
  }
}
