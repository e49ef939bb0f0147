package lockstep.server;

import java.io.IOException;
import java.time.Duration;
import lockstep.images.console.Console;
import lockstep.proto.NewOrderMsg;
import lockstep.proto.WhyMsg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "pin",
    description = {
      "Keeps one machine on an image, whatever the rollout says, for a time.",
      "The pin ends when it expires, when the image is no longer one of the two, or by 'fleet unpin'."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep fleet pin db-1 --image old --for 7d --owner ana \\",
      "      --reason 'benchmark runs until Friday' --server https://lockstep.example.org:8443"
    })
final class FleetPinCommand extends LockstepCommand {
  private static final String HALTED =
      "but the rollout is halted, and a machine that is not on current takes it only when that goes on;"
          + " 'fleet force' goes before a halt";

  @Mixin private MachineArgument machine = new MachineArgument();

  @Option(
      names = "--image",
      required = true,
      paramLabel = "IMAGE",
      converter = ImageNameText.class,
      description =
          "one of the two published images: current, old, a label, an id or its beginning")
  private String image;

  @Option(
      names = "--for",
      required = true,
      paramLabel = "TIME",
      converter = TimeText.class,
      description = "how long, such as 12h or 7d; at most 365d")
  private Duration validity;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "why, for those who find it later")
  private String reason;

  @Option(
      names = "--owner",
      defaultValue = "",
      paramLabel = "WHO",
      description = "whom to ask about it (default: you)")
  private String owner;

  @Mixin private ServerOptions server = new ServerOptions();

  FleetPinCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    NewOrderMsg wanted =
        NewOrderMsg.newBuilder()
            .setImage(image)
            .setValidSeconds(validity.toSeconds())
            .setReason(reason)
            .setOwner(owner)
            .build();
    try (FleetClient client = server.connect()) {
      Outcome pinned =
          OrderView.given(
              "pinned", client.order(machine.id(), wanted).orElseThrow(machine::unknown));
      return waitsForTheRollout(client) ? pinned.and(HALTED) : pinned;
    }
  }

  private boolean waitsForTheRollout(FleetClient client) throws IOException, InterruptedException {
    return image.equals("current") && client.why(machine.id()).map(WhyMsg::getHalted).orElse(false);
  }
}
