package lockstep.server.signing;

import java.io.Console;
import java.io.IOException;
import java.util.Map;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// Where the passphrase of a key file comes from.
@FunctionalInterface
public interface PassphraseSource {
  /// For scripts: nobody is asked when it is set.
  String VARIABLE = "LOCKSTEP_PASSPHRASE";

  enum Purpose {
    /// Asked for twice where a person types it.
    NEW_KEY,
    UNLOCK
  }

  /// @param keyName such as `release-1`, for the prompt
  /// @return the caller may overwrite it
  char[] passphrase(String keyName, Purpose purpose) throws IOException;

  /// From the environment, or else typed at the terminal without echo. One answer serves all keys of one command.
  static PassphraseSource ofEnvironmentOr(Map<String, String> environment, Console console) {
    String set = environment.get(VARIABLE);
    return set != null ? (_, _) -> set.toCharArray() : new ConsolePassphrase(console);
  }

  /// From the environment alone.
  static PassphraseSource ofEnvironment(Map<String, String> environment) {
    String set = environment.get(VARIABLE);
    return (keyName, _) -> {
      if (set == null) {
        throw new ProblemException(
            new Problem(
                "E-PASSPHRASE",
                keyName,
                "the key is encrypted, and there is no terminal to ask at",
                "set " + VARIABLE));
      }
      return set.toCharArray();
    };
  }
}
