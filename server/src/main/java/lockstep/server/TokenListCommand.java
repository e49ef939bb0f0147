package lockstep.server;

import java.util.List;
import java.util.concurrent.Callable;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import lockstep.proto.JoinTokenMsg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "ls",
    description = "Lists the join tokens there are, and whom each let in; none is shown itself.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep fleet token ls --server https://lockstep.example.org:8443"
    })
final class TokenListCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions output;

  TokenListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return output.run(
        surroundings,
        console -> {
          try (FleetClient client = server.connect()) {
            list(client.joinTokens(), console);
          }
          return 0;
        });
  }

  private void list(List<JoinTokenMsg> tokens, Console console) {
    if (output.isJson()) {
      List<Json> all = tokens.stream().<Json>map(token -> TokenView.of(token).build()).toList();
      console.result(JsonWriter.plain(Json.object().put("tokens", all).build()));
    } else if (tokens.isEmpty()) {
      console.note("there is no join token");
    } else {
      console.result(TokenView.table(tokens, surroundings.clock().instant()));
    }
  }
}
