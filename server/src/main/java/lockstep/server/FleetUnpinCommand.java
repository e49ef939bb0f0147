package lockstep.server;

import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.proto.MachineMsg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "unpin",
    description = "Takes back a pin or a force: the rollout decides again.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep fleet unpin web-17 --server https://lockstep.example.org:8443"
    })
final class FleetUnpinCommand extends LockstepCommand {
  @Mixin private MachineArgument machine = new MachineArgument();
  @Mixin private ServerOptions server = new ServerOptions();

  FleetUnpinCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    try (FleetClient client = server.connect()) {
      MachineMsg before = client.machine(machine.id()).orElseThrow(machine::unknown);
      boolean hasOrder = !before.getOrder().getImage().isEmpty();
      MachineMsg lifted = client.lift(machine.id()).orElseThrow(machine::unknown);
      return new Outcome(
          Json.object()
              .put("outcome", hasOrder ? "unpinned" : "unchanged")
              .put("machine", lifted.getMachine())
              .build(),
          List.of(
              lifted.getMachine()
                  + (hasOrder
                      ? " goes by the rollout again"
                      : " has no order, so there was nothing to take back")));
    }
  }
}
