package lockstep.server;

import java.util.ArrayList;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.console.Table;
import lockstep.images.json.Json;
import lockstep.proto.DriftMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.ReportMsg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "diff",
    description = {
      "Shows where one machine differs from the image it should be, by path.",
      "It is what the machine last measured."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep fleet diff web-17 --server https://lockstep.example.org:8443",
      "",
      "A machine sends the first 200 of its differences. Exit code 3 when there are any."
    })
final class FleetDiffCommand extends LockstepCommand {
  @Mixin private MachineArgument machine = new MachineArgument();
  @Mixin private ServerOptions server = new ServerOptions();

  FleetDiffCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    try (FleetClient client = server.connect()) {
      MachineMsg found = client.machine(machine.id()).orElseThrow(machine::unknown);
      ReportMsg report = found.getLastReport();
      Json.Object json =
          Json.object()
              .put("machine", found.getMachine())
              .put("wantedImage", report.getWantedImage())
              .put("count", report.getDifferences())
              .put(
                  "differences", report.getDriftList().stream().<Json>map(DriftView::json).toList())
              .build();
      boolean same = report.getDifferences() == 0;
      return new Outcome(json, lines(report), same ? Outcome.DONE : Outcome.DIFFERENT);
    }
  }

  private static List<String> lines(ReportMsg report) {
    if (report.getDifferences() == 0) {
      return List.of("no differences were measured");
    }
    if (report.getDriftCount() == 0) {
      return List.of(
          "%s differences to the image it should be; it names none, because it is another image, or has taken that one back"
              .formatted(Figures.count(report.getDifferences())),
          "next: 'lockstep fleet why' says which; 'lockstep image diff' shows what two images differ in");
    }
    List<String> lines = new ArrayList<>();
    Table table = new Table().words("PATH").words("KIND").words("FOUND").words("WHY");
    for (DriftMsg drift : report.getDriftList()) {
      table.row(drift.getPath(), drift.getKind(), DriftView.found(drift), drift.getReason());
    }
    lines.addAll(table.lines());
    long more = report.getDifferences() - report.getDriftCount();
    if (more > 0) {
      lines.add("and %s more".formatted(Figures.count(more)));
    }
    return lines;
  }
}
