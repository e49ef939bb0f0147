package lockstep.server;

import java.util.ArrayList;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.console.Table;
import lockstep.images.json.Json;
import lockstep.proto.DriftMsg;
import lockstep.proto.FleetDriftMsg;
import lockstep.proto.SharedDriftMsg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "drift",
    description = {
      "Shows the differences of the whole fleet together, the most frequent first.",
      "The same path with the same content on many machines is one line."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep fleet drift --server https://lockstep.example.org:8443",
      "",
      "Exit code 3 when there are any."
    })
final class FleetDriftCommand extends LockstepCommand {
  @Mixin private ServerOptions server = new ServerOptions();

  FleetDriftCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    try (FleetClient client = server.connect()) {
      FleetDriftMsg drift = client.drift();
      return new Outcome(
          json(drift), lines(drift), drift.getMachines() == 0 ? Outcome.DONE : Outcome.DIFFERENT);
    }
  }

  private static Json.Object json(FleetDriftMsg drift) {
    List<Json> shared = new ArrayList<>();
    for (SharedDriftMsg one : drift.getSharedList()) {
      Json.ObjectBuilder json = Json.object();
      DriftView.json(one.getDrift()).members().forEach(json::put);
      shared.add(
          json.put("machines", one.getMachines())
              .put("names", Json.texts(one.getNamesList()))
              .build());
    }
    return Json.object()
        .put("machines", drift.getMachines())
        .put("shared", shared)
        .put("leftOff", drift.getLeftOff())
        .build();
  }

  private static List<String> lines(FleetDriftMsg drift) {
    if (drift.getMachines() == 0) {
      return List.of("no machine reported a difference");
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        drift.getMachines() == 1
            ? "1 machine differs from its image"
            : Figures.count(drift.getMachines()) + " machines differ from their image");
    Table table =
        new Table()
            .numbers("MACHINES")
            .words("PATH")
            .words("KIND")
            .words("FOUND")
            .words("WHY")
            .words("SUCH AS");
    for (SharedDriftMsg one : drift.getSharedList()) {
      DriftMsg what = one.getDrift();
      table.row(
          Figures.count(one.getMachines()),
          what.getPath(),
          what.getKind(),
          DriftView.found(what),
          what.getReason(),
          String.join(" ", one.getNamesList()));
    }
    lines.addAll(table.lines());
    if (drift.getLeftOff() > 0) {
      lines.add("and %s more".formatted(Figures.count(drift.getLeftOff())));
    }
    return lines;
  }
}
