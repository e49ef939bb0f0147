package lockstep.server;

import java.util.List;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Console;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "rm",
    description = "Ends a join token. Machines that it let in stay.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep fleet token rm 1f00ba4455667788 --server https://lockstep.example.org:8443"
    })
final class TokenRemoveCommand extends LockstepCommand {
  @Parameters(paramLabel = "TOKEN", description = "its number, as 'fleet token ls' shows it")
  private String token;

  @Mixin private ServerOptions server = new ServerOptions();

  TokenRemoveCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    try (FleetClient client = server.connect()) {
      if (!token.matches("[0-9a-f]{1,16}") || !client.removeJoinToken(token)) {
        throw new ProblemException(
            new Problem(
                "E-TOKEN",
                Inert.text(token),
                "there is no join token of this number",
                "'lockstep fleet token ls' shows those there are"));
      }
    }
    return new Outcome(
        Json.object().put("outcome", "removed").put("token", token).build(),
        List.of("removed " + token));
  }
}
