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

  abstract Outcome run(OperatorAccounts accounts) throws IOException;

  @Override
  final Outcome run(Console console) throws IOException {
    return run(OperatorAccounts.open(data, clock(), Actor.ofThisProcess()));
  }

  /// The one time that a token is shown.
  static Outcome shownOnce(String what, String name, OperatorToken token) {
    return new Outcome(
        Json.object()
            .put("operator", name)
            .put("id", token.id())
            .put("authority", token.authority().toString())
            .put("token", token.text())
            .build(),
        List.of(what, "the token, shown this once:", token.text()));
  }
}
