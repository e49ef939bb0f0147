package lockstep.server;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Console;
import lockstep.proto.JoinTokenMsg;
import lockstep.proto.NewJoinTokenMsg;
import lockstep.server.fleet.JoinTokens;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "new",
    description = {
      "Makes a join token and prints it, this once.",
      "Whoever has it can enrol a machine: carry it as you would a password."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lockstep fleet token new --server https://lockstep.example.org:8443 > token",
      "  lockstep fleet token new --server https://lockstep.example.org:8443 \\",
      "      --machine web-17 --replace",
      "  lockstep fleet token new --server https://lockstep.example.org:8443 \\",
      "      --uses 40 --group frankfurt --for 2d",
      "",
      "On the machine then: lockstep-agent enroll --server URL --token-file token"
    })
final class TokenNewCommand extends LockstepCommand {
  @Option(
      names = "--machine",
      paramLabel = "NAME",
      defaultValue = "",
      description = "let only this machine in, under this name")
  private String machine;

  @Option(
      names = "--replace",
      description =
          "let it take its name also from a machine that has it now, and counts no more then")
  private boolean replace;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "put what enrols with it into this group; may be given several times")
  private List<String> groups = List.of();

  @Option(
      names = "--uses",
      paramLabel = "N",
      defaultValue = "1",
      description = "how many machines it lets in (default: ${DEFAULT-VALUE})")
  private int uses;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = TimeText.class,
      description = "how long it is good, such as 30m, 12h or 7d (default: ${DEFAULT-VALUE})")
  private Duration validity;

  @Mixin private ServerOptions server = new ServerOptions();

  TokenNewCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    NewJoinTokenMsg wanted =
        NewJoinTokenMsg.newBuilder()
            .setMachine(machine)
            .addAllGroups(groups)
            .setUses(uses)
            .setReplaces(replace)
            .setValidSeconds(validity.toSeconds())
            .build();
    Optional<String> objection = JoinTokens.objection(wanted);
    if (objection.isPresent()) {
      throw new ProblemException(
          new Problem("E-TOKEN", "", objection.get(), "correct the options"));
    }
    try (FleetClient client = server.connect()) {
      JoinTokenMsg made = client.newJoinToken(wanted);
      console.note(
          "token %s lets %d in until %s"
              .formatted(
                  Long.toHexString(made.getToken()),
                  made.getUses(),
                  Instant.ofEpochSecond(made.getExpiresEpochSeconds())));
      return new Outcome(
          TokenView.of(made).put("text", made.getText()).build(), List.of(made.getText()));
    }
  }
}
