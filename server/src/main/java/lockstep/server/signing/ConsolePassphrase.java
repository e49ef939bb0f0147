package lockstep.server.signing;

import java.io.Console;
import java.util.Arrays;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.jspecify.annotations.Nullable;

/// Asks at the terminal, once for a command.
final class ConsolePassphrase implements PassphraseSource {
  private final Console console;
  private char @Nullable [] answer;

  ConsolePassphrase(Console console) {
    this.console = console;
  }

  @Override
  public char[] passphrase(String keyName, Purpose purpose) throws ProblemException {
    char[] known = answer;
    if (known == null) {
      known = ask("Passphrase for " + keyName + ": ");
      if (purpose == Purpose.NEW_KEY && !Arrays.equals(known, ask("The same again: "))) {
        throw new ProblemException(
            new Problem("E-PASSPHRASE", keyName, "the two passphrases differ", "try again"));
      }
      answer = known;
    }
    return known.clone();
  }

  private char[] ask(String prompt) throws ProblemException {
    char[] typed = console.readPassword("%s", prompt);
    if (typed == null || typed.length == 0) {
      throw new ProblemException(
          new Problem("E-PASSPHRASE", "", "no passphrase was given", "try again"));
    }
    return typed;
  }
}
