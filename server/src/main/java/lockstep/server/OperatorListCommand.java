package lockstep.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.console.Table;
import lockstep.images.json.Json;
import lockstep.server.operator.OperatorAccounts;
import picocli.CommandLine.Command;

@Command(
    name = "ls",
    aliases = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the operators.",
    footer = {
      "",
      "Example:",
      "  lockstep operator ls --data /var/lib/lockstep",
      "",
      "TOKEN is the part of the token that is no secret."
    })
final class OperatorListCommand extends AccountsCommand {
  OperatorListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(OperatorAccounts accounts, Console console) throws IOException {
    List<Json> json = new ArrayList<>();
    Table table = new Table().words("NAME").words("ROLE").words("TOKEN").words("ISSUED");
    for (OperatorAccounts.Listed it : accounts.list()) {
      String name = it.operator().name();
      String role = it.operator().role().toString();
      String issued = it.issued().toString();
      table.row(name, role, it.tokenId(), issued);
      json.add(
          Json.object()
              .put("name", name)
              .put("role", role)
              .put("token", it.tokenId())
              .put("issued", issued)
              .build());
    }
    return new Outcome(Json.object().put("operators", json).build(), table.lines());
  }
}
