package lockstep.server;

import lockstep.images.console.Console;
import lockstep.proto.NewOrderMsg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "force",
    description = {
      "Brings one machine to an image now.",
      "It goes over stages, a halt, maintenance windows, and an undo that holds the image off.",
      "It stands until the next release is published, or 'fleet unpin'."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lockstep fleet force web-17 --server https://lockstep.example.org:8443",
      "  lockstep fleet force web-17 --image old --reason 'checkout fails' \\",
      "      --server https://lockstep.example.org:8443",
      "",
      "A machine whose daemon listens learns of it at once, others at their next check-in; 'fleet why' says whether it has."
    })
final class FleetForceCommand extends LockstepCommand {
  @Mixin private MachineArgument machine = new MachineArgument();

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      converter = ImageNameText.class,
      description =
          "one of the two published images: current, old, a label, an id or its beginning (default:"
              + " what the rollout gives it)")
  private String image = "";

  @Option(
      names = "--reason",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "why, for those who come after")
  private String reason;

  @Mixin private ServerOptions server = new ServerOptions();

  FleetForceCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    NewOrderMsg wanted =
        NewOrderMsg.newBuilder().setForce(true).setImage(image).setReason(reason).build();
    try (FleetClient client = server.connect()) {
      return OrderView.given(
          "forced", client.order(machine.id(), wanted).orElseThrow(machine::unknown));
    }
  }
}
