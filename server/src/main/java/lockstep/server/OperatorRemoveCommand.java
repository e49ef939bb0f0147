package lockstep.server;

import java.io.IOException;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.server.operator.OperatorAccounts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "rm",
    mixinStandardHelpOptions = true,
    description = "Removes an operator, whose token is of no use from then on.",
    footer = {"", "Example:", "  lockstep operator rm anna --data /var/lib/lockstep"})
final class OperatorRemoveCommand extends AccountsCommand {
  @Parameters(paramLabel = "NAME", description = "as 'operator ls' shows it")
  private String name;

  OperatorRemoveCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(OperatorAccounts accounts, Console console) throws IOException {
    accounts.remove(name);
    return new Outcome(
        Json.object().put("operator", name).put("removed", true).build(),
        List.of("removed operator " + name));
  }
}
