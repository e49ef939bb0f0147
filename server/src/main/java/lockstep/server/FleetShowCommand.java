package lockstep.server;

import java.util.List;
import java.util.concurrent.Callable;
import lockstep.images.json.JsonWriter;
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
final class FleetShowCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private MachineArgument machine = new MachineArgument();
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions output;

  FleetShowCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return output.run(
        surroundings,
        console -> {
          try (FleetClient client = server.connect()) {
            MachineMsg found = client.machine(machine.id()).orElseThrow(machine::unknown);
            console.result(
                output.isJson()
                    ? List.of(JsonWriter.plain(MachineView.whole(found)))
                    : new MachineView(surroundings.clock().instant()).details(found));
          }
          return 0;
        });
  }
}
