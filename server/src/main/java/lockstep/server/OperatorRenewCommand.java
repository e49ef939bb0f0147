package lockstep.server;

import java.io.IOException;
import lockstep.images.console.Console;
import lockstep.server.operator.OperatorAccounts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "renew",
    mixinStandardHelpOptions = true,
    description = "Gives an operator a new token; the old one is of no use any more.",
    footer = {"", "Example:", "  lockstep operator renew anna --data /var/lib/lockstep"})
final class OperatorRenewCommand extends AccountsCommand {
  @Parameters(paramLabel = "NAME", description = "as 'operator ls' shows it")
  private String name;

  OperatorRenewCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(OperatorAccounts accounts, Console console) throws IOException {
    return shownOnce(
        console,
        "the old token of %s is of no use any more".formatted(name),
        name,
        accounts.renew(name));
  }
}
