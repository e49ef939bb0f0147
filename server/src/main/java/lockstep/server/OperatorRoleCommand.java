package lockstep.server;

import java.io.IOException;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.server.operator.OperatorAccounts;
import lockstep.server.operator.OperatorRole;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "role",
    mixinStandardHelpOptions = true,
    description = "Gives an operator another role; the token stays.",
    footer = {"", "Example:", "  lockstep operator role anna release --data /var/lib/lockstep"})
final class OperatorRoleCommand extends AccountsCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "as 'operator ls' shows it")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "viewer|on-call|release",
      converter = OperatorRoleText.class)
  private OperatorRole role;

  OperatorRoleCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(OperatorAccounts accounts, Console console) throws IOException {
    accounts.setRole(name, role);
    return new Outcome(
        Json.object().put("operator", name).put("role", role.toString()).build(),
        List.of("%s has role %s".formatted(name, role)));
  }
}
