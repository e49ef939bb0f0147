package lockstep.server;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.json.Json;
import lockstep.proto.MachineMsg;
import lockstep.server.fleet.MachineState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "ls",
    aliases = "list",
    description = "Lists the machines and how each is doing.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lockstep fleet ls --server https://lockstep.example.org:8443",
      "  lockstep fleet ls --server https://10.0.0.1:8443 --token-file me.token --json",
      "  lockstep fleet ls --server https://lockstep.example.org:8443 --trouble"
    })
final class FleetListCommand extends LockstepCommand {
  @Option(
      names = "--state",
      paramLabel = "STATE",
      converter = StateText.class,
      description =
          "only machines in this state, such as silent, stuck or right; may be given several times")
  private List<MachineState> states = List.of();

  @Option(names = "--trouble", description = "only machines that somebody should look at")
  private boolean trouble;

  @Mixin private ServerOptions server = new ServerOptions();

  FleetListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    Set<MachineState> wanted = wanted();
    try (FleetClient client = server.connect()) {
      List<MachineMsg> all = client.machines();
      List<MachineMsg> machines = all.stream().filter(machine -> isIn(machine, wanted)).toList();
      List<Json> shown = machines.stream().<Json>map(m -> MachineView.summary(m).build()).toList();
      if (machines.isEmpty()) {
        console.note(
            all.isEmpty()
                ? "no machine has enrolled yet"
                : "none of %s is so".formatted(Figures.count(all.size(), "machine", "machines")));
      }
      return new Outcome(
          Json.object().put("machines", shown).build(),
          machines.isEmpty() ? List.of() : new MachineView(clock().instant()).table(machines));
    }
  }

  private static boolean isIn(MachineMsg machine, Set<MachineState> wanted) {
    return MachineState.parse(machine.getStanding().getState())
        .filter(wanted::contains)
        .isPresent();
  }

  private Set<MachineState> wanted() {
    Set<MachineState> wanted = EnumSet.noneOf(MachineState.class);
    wanted.addAll(states);
    for (MachineState state : MachineState.values()) {
      if ((states.isEmpty() && !trouble) || (trouble && state.isTrouble())) {
        wanted.add(state);
      }
    }
    return wanted;
  }
}
