package lockstep.server;

import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.proto.JoinTokenMsg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "ls",
    aliases = "list",
    description = "Lists the join tokens there are, and whom each let in; none is shown itself.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep fleet token ls --server https://lockstep.example.org:8443"
    })
final class TokenListCommand extends LockstepCommand {
  @Mixin private ServerOptions server = new ServerOptions();

  TokenListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    try (FleetClient client = server.connect()) {
      List<JoinTokenMsg> tokens = client.joinTokens();
      List<Json> all = tokens.stream().<Json>map(token -> TokenView.of(token).build()).toList();
      if (tokens.isEmpty()) {
        console.note("there is no join token");
      }
      return new Outcome(
          Json.object().put("tokens", all).build(),
          tokens.isEmpty() ? List.of() : TokenView.table(tokens, clock().instant()));
    }
  }
}
