package lockstep.server;

import lockstep.images.console.Console;
import lockstep.proto.MachineMsg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "show",
    description = "Shows all that is known of one machine.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep fleet show web-17 --server https://lockstep.example.org:8443",
      "",
      "A machine that nobody named has a random name."
    })
final class FleetShowCommand extends LockstepCommand {
  @Mixin private MachineArgument machine = new MachineArgument();
  @Mixin private ServerOptions server = new ServerOptions();

  FleetShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    try (FleetClient client = server.connect()) {
      MachineMsg found = client.machine(machine.id()).orElseThrow(machine::unknown);
      return new Outcome(
          MachineView.whole(found), new MachineView(clock().instant()).details(found));
    }
  }
}
