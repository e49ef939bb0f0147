package lockstep.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.console.Table;
import lockstep.images.json.Json;
import lockstep.proto.CountMsg;
import lockstep.proto.ExpiryMsg;
import lockstep.proto.FleetStatusMsg;
import lockstep.proto.RolloutSummaryMsg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "status",
    description = "Shows the fleet in one screen: how many machines are how, and what ends when.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep fleet status --server https://lockstep.example.org:8443",
      "",
      "The same is at /metrics for Prometheus, with a viewer's token as bearer token."
    })
final class FleetStatusCommand extends LockstepCommand {
  @Mixin private ServerOptions server = new ServerOptions();

  FleetStatusCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    try (FleetClient client = server.connect()) {
      FleetStatusMsg status = client.status();
      return new Outcome(json(status), lines(status, clock().instant()));
    }
  }

  private static List<String> lines(FleetStatusMsg status, Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add(Figures.count(status.getMachines(), "machine", "machines"));
    if (status.hasRollout()) {
      lines.add(Inert.text(status.getRollout().getLine()));
    }
    add(lines, "STATE", status.getStatesList());
    add(lines, "LAST REPORT", status.getOutcomesList());
    add(lines, "MATCHES", status.getImagesList());
    add(lines, "IDENTITY", status.getIdentitiesList());
    Table ends = new Table().words("SIGNED BY").words("ENDS").numbers("IN").words("");
    for (ExpiryMsg one : status.getExpiriesList()) {
      Instant end = Instant.ofEpochSecond(one.getEpochSeconds());
      ends.row(
          one.getName(),
          end.toString(),
          now.isBefore(end) ? Figures.duration(Duration.between(now, end)) : "over",
          now.getEpochSecond() < one.getWarnEpochSeconds() ? "fine" : "RENEW NOW");
    }
    lines.add("");
    lines.addAll(ends.lines());
    return lines;
  }

  private static void add(List<String> lines, String heading, List<CountMsg> counts) {
    if (!counts.isEmpty()) {
      Table table = new Table().words(heading).numbers("MACHINES");
      counts.forEach(one -> table.row(one.getName(), Figures.count(one.getMachines())));
      lines.add("");
      lines.addAll(table.lines());
    }
  }

  private static Json.Object json(FleetStatusMsg status) {
    List<Json> expiries = new ArrayList<>();
    for (ExpiryMsg one : status.getExpiriesList()) {
      expiries.add(
          Json.object()
              .put("role", one.getName())
              .put("ends", Instant.ofEpochSecond(one.getEpochSeconds()).toString())
              .put("warns", Instant.ofEpochSecond(one.getWarnEpochSeconds()).toString())
              .build());
    }
    return Json.object()
        .put("machines", status.getMachines())
        .put("states", json(status.getStatesList()))
        .put("outcomes", json(status.getOutcomesList()))
        .put("images", json(status.getImagesList()))
        .put("identities", json(status.getIdentitiesList()))
        .put("expiries", expiries)
        .put("rollout", rollout(status.getRollout()))
        .build();
  }

  private static Json.Object rollout(RolloutSummaryMsg rollout) {
    return Json.object()
        .put("release", rollout.getRelease())
        .put("line", rollout.getLine())
        .put("phase", rollout.getPhase())
        .put("stage", rollout.getStage())
        .put("stages", rollout.getStages())
        .put("machines", json(rollout.getMachinesList()))
        .build();
  }

  private static Json.Object json(List<CountMsg> counts) {
    Json.ObjectBuilder json = Json.object();
    counts.forEach(one -> json.put(Inert.text(one.getName()), one.getMachines()));
    return json.build();
  }
}
