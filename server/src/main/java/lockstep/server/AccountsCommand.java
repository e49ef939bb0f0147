package lockstep.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.server.audit.Actor;
import lockstep.server.operator.OperatorAccounts;
import lockstep.server.operator.OperatorToken;
import picocli.CommandLine.Option;

/// Works on the accounts of a server.
abstract class AccountsCommand extends LockstepCommand {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "the directory that 'serve' has as --data")
  private Path data;

  AccountsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  abstract Outcome run(OperatorAccounts accounts, Console console) throws IOException;

  @Override
  final Outcome run(Console console) throws IOException {
    return run(OperatorAccounts.open(data, clock(), Actor.ofThisProcess()), console);
  }

  /// The one time that a token is shown: alone on standard output, so that it can go to a file.
  static Outcome shownOnce(Console console, String what, String name, OperatorToken token) {
    console.note(what + "; its token is shown this once");
    return new Outcome(
        Json.object()
            .put("operator", name)
            .put("id", token.id())
            .put("authority", token.authority().toString())
            .put("token", token.text())
            .build(),
        List.of(token.text()));
  }
}
