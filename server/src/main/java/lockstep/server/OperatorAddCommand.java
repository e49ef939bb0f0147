package lockstep.server;

import java.io.IOException;
import lockstep.images.console.Console;
import lockstep.server.operator.OperatorAccounts;
import lockstep.server.operator.OperatorRole;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = "Makes an account and prints its token, once.",
    footer = {
      "",
      "Example:",
      "  lockstep operator add anna --role on-call --data /var/lib/lockstep",
      "",
      "viewer reads; on-call also hands out join tokens, revokes machines, forces, pins,",
      "rolls back and halts; release also starts rollouts and promotes. The token carries",
      "the digest of the server's authority: hand it on by a way you trust."
    })
final class OperatorAddCommand extends AccountsCommand {
  @Parameters(paramLabel = "NAME", description = "small letters, digits, '.', '_' and '-'")
  private String name;

  @Option(
      names = "--role",
      required = true,
      paramLabel = "viewer|on-call|release",
      converter = OperatorRoleText.class)
  private OperatorRole role;

  OperatorAddCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(OperatorAccounts accounts, Console console) throws IOException {
    return shownOnce(
        console,
        "made operator %s with role %s".formatted(name, role),
        name,
        accounts.add(name, role));
  }
}
