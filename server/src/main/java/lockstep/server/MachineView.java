package lockstep.server;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.console.Table;
import lockstep.images.json.Json;
import lockstep.proto.MachineMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.PastMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;
import lockstep.proto.StandingMsg;
import lockstep.proto.TriggerResultMsg;
import lockstep.server.fleet.IdentityState;

/// How machines are shown to people and to scripts.
final class MachineView {
  private static final int SHORT_ID = 12;

  /// Lines of a machine's past that are shown unless more is asked for.
  private static final int NEWEST = 40;

  private final Instant now;

  MachineView(Instant now) {
    this.now = now;
  }

  List<String> table(List<MachineMsg> machines) {
    Table table =
        new Table()
            .words("MACHINE")
            .words("HOST")
            .words("STATE")
            .words("IMAGE")
            .numbers("DIFFERENCES")
            .numbers("LAST SEEN")
            .words("AGENT")
            .words("IDENTITY");
    for (MachineMsg machine : machines) {
      ReportMsg report = machine.getLastReport();
      table.row(
          machine.getMachine(),
          machine.getHostname(),
          machine.getStanding().getState(),
          image(report),
          Figures.count(report.getDifferences()),
          machine.getCheckIns() == 0 ? "never" : ago(machine.getLastSeenEpochSeconds()),
          machine.getAgentVersion(),
          IdentityState.of(machine.getIdentity(), now).toString());
    }
    return table.lines();
  }

  /// @param since of its past; empty: the newest of it
  List<String> details(MachineMsg machine, Optional<Instant> since) {
    ReportMsg report = machine.getLastReport();
    List<String> lines = new ArrayList<>();
    line(lines, "machine", machine.getMachine());
    line(lines, "state", state(machine.getStanding()));
    line(lines, "host", machine.getHostname());
    line(lines, "agent", machine.getAgentVersion());
    line(lines, "first seen", ago(machine.getFirstSeenEpochSeconds()));
    line(
        lines,
        "last seen",
        machine.getCheckIns() == 0 ? "never" : ago(machine.getLastSeenEpochSeconds()));
    lines.addAll(IdentityView.lines(machine.getIdentity(), now));
    line(lines, "check-ins", Figures.count(machine.getCheckIns()));
    line(lines, "outcome", outcome(report.getOutcome()));
    line(lines, "matches", report.getImage().isEmpty() ? "no image" : image(report));
    line(lines, "should be", abbreviated(report.getWantedImage()));
    line(lines, "differences", Figures.count(report.getDifferences()));
    line(lines, "last converge", work(report));
    if (!machine.getOrder().getImage().isEmpty()) {
      line(lines, "order", OrderView.line(machine.getOrder()));
    }
    if (report.getTriggersCount() > 0) {
      lines.add("");
      lines.addAll(triggers(report.getTriggersList()));
    }
    report.getProblemsList().forEach(problem -> lines.addAll(problem(problem)));
    lines.addAll(past(machine.getPastList(), since));
    return lines;
  }

  /// `stuck for 3 h 4 min: E-DISK /usr: the disk is full`
  String state(StandingMsg standing) {
    String since =
        standing.getSinceEpochSeconds() == 0
            ? ""
            : " since " + Instant.ofEpochSecond(standing.getSinceEpochSeconds());
    String reason = standing.getReason().isEmpty() ? "" : ": " + standing.getReason();
    return standing.getState() + since + reason;
  }

  /// The newest first.
  private static List<String> past(List<PastMsg> all, Optional<Instant> since) {
    List<PastMsg> past = shown(all, since);
    int older = all.size() - past.size();
    if (all.isEmpty()) {
      return List.of();
    }
    if (past.isEmpty()) {
      return List.of("", "nothing reported since " + since.orElseThrow());
    }
    Table table =
        new Table()
            .words("REPORTED")
            .numbers("TIMES")
            .words("OUTCOME")
            .words("IMAGE")
            .numbers("CHANGES")
            .words("PROBLEM");
    for (PastMsg line : past.reversed()) {
      String image = abbreviated(line.getImage());
      table.row(
          Instant.ofEpochSecond(line.getLastEpochSeconds()).toString(),
          Figures.count(line.getTimes()),
          outcome(line.getOutcome()),
          image.isEmpty() ? "-" : "%s (%s)".formatted(line.getLabel(), image),
          Figures.count(line.getChanges()),
          line.getProblem() + (line.getPath().isEmpty() ? "" : " " + line.getPath()));
    }
    List<String> lines = new ArrayList<>(List.of(""));
    lines.addAll(table.lines());
    if (older > 0 && since.isEmpty()) {
      lines.add(
          "%s older, see --since %s"
              .formatted(
                  Figures.count(older),
                  Instant.ofEpochSecond(all.getFirst().getLastEpochSeconds())
                      .atZone(ZoneOffset.UTC)
                      .toLocalDate()));
    }
    return lines;
  }

  private static List<PastMsg> shown(List<PastMsg> past, Optional<Instant> since) {
    return since
        .map(from ->
            past.stream()
                .filter(line -> line.getLastEpochSeconds() >= from.getEpochSecond())
                .toList())
        .orElseGet(() -> past.subList(Math.max(0, past.size() - NEWEST), past.size()));
  }

  static void line(List<String> lines, String name, String value) {
    lines.add("%-14s %s".formatted(name, value.isEmpty() ? "-" : Inert.text(value)));
  }

  private static String work(ReportMsg report) {
    return "%s created, %s changed, %s deleted, %s metadata only; %s in %s requests; %s"
        .formatted(
            Figures.count(report.getCreated()),
            Figures.count(report.getChanged()),
            Figures.count(report.getDeleted()),
            Figures.count(report.getMetadataOnly()),
            Figures.bytes(report.getBytesFetched()),
            Figures.count(report.getRequests()),
            Figures.duration(Duration.ofMillis(report.getTotalMillis())));
  }

  private static List<String> triggers(List<TriggerResultMsg> triggers) {
    Table table = new Table().words("TRIGGER").words("OUTCOME").numbers("TOOK");
    for (TriggerResultMsg trigger : triggers) {
      table.row(
          trigger.getName(),
          trigger.getOutcome(),
          Figures.duration(Duration.ofMillis(trigger.getMillis())));
    }
    return table.lines();
  }

  private static List<String> problem(ProblemMsg problem) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(Inert.text(brief(problem)));
    if (!problem.getNext().isEmpty()) {
      lines.add("  next: " + Inert.text(problem.getNext()));
    }
    return lines;
  }

  static String brief(ProblemMsg problem) {
    return new Problem(problem.getCode(), problem.getPath(), problem.getMessage(), "").brief();
  }

  private static String image(ReportMsg report) {
    String shortId = abbreviated(report.getImage());
    return report.getLabel().isEmpty() ? shortId : report.getLabel() + " (" + shortId + ")";
  }

  static String abbreviated(String id) {
    return id.substring(0, Math.min(SHORT_ID, id.length()));
  }

  private String ago(long epochSecond) {
    // Two clocks: the server's and this one's. A second in the future is still now.
    long seconds = Math.max(0, now.getEpochSecond() - epochSecond);
    if (seconds < 60) {
      return seconds == 0 ? "now" : seconds + " s ago"; // whole seconds are all that is known
    }
    return Figures.duration(Duration.ofSeconds(seconds)) + " ago";
  }

  private static String outcome(OutcomeMsg outcome) {
    return switch (outcome) {
      case OUTCOME_UNKNOWN, UNRECOGNIZED -> "unknown";
      case CONVERGED, UNCHANGED, DEFERRED, UNDONE, FAILED ->
          outcome.name().toLowerCase(Locale.ROOT);
    };
  }

  static Json.ObjectBuilder summary(MachineMsg machine) {
    ReportMsg report = machine.getLastReport();
    return Json.object()
        .put("machine", machine.getMachine())
        .put("state", machine.getStanding().getState())
        .put(
            "since", Instant.ofEpochSecond(machine.getStanding().getSinceEpochSeconds()).toString())
        .put("reason", machine.getStanding().getReason())
        .put("hostname", machine.getHostname())
        .put("agentVersion", machine.getAgentVersion())
        .put("firstSeen", Instant.ofEpochSecond(machine.getFirstSeenEpochSeconds()).toString())
        .put("lastSeen", Instant.ofEpochSecond(machine.getLastSeenEpochSeconds()).toString())
        .put("checkIns", machine.getCheckIns())
        .put("identity", IdentityView.json(machine.getIdentity()))
        .put("outcome", outcome(report.getOutcome()))
        .put("image", report.getImage())
        .put("label", report.getLabel())
        .put("wantedImage", report.getWantedImage())
        .put("differences", report.getDifferences())
        .put("entriesScanned", report.getEntriesScanned())
        .put("filesHashed", report.getFilesHashed())
        .put("created", report.getCreated())
        .put("changed", report.getChanged())
        .put("deleted", report.getDeleted())
        .put("metadataOnly", report.getMetadataOnly())
        .put("bytesFetched", report.getBytesFetched())
        .put("requests", report.getRequests())
        .put("bytesStaged", report.getBytesStaged())
        .put("scanMillis", report.getScanMillis())
        .put("stageMillis", report.getStageMillis())
        .put("commitMillis", report.getCommitMillis())
        .put("totalMillis", report.getTotalMillis());
  }

  static Json.Object whole(MachineMsg machine) {
    return known(machine).build();
  }

  /// @param since of its past; empty: all of it
  static Json.Object withPast(MachineMsg machine, Optional<Instant> since) {
    List<PastMsg> past = shown(machine.getPastList(), Optional.of(since.orElse(Instant.EPOCH)));
    return known(machine).put("past", past.stream().map(MachineView::past).toList()).build();
  }

  private static Json.ObjectBuilder known(MachineMsg machine) {
    ReportMsg report = machine.getLastReport();
    return summary(machine)
        .put("triggers", report.getTriggersList().stream().map(MachineView::trigger).toList())
        .put("probes", report.getProbesList().stream().map(MachineView::trigger).toList())
        .put("problems", report.getProblemsList().stream().map(MachineView::told).toList())
        .put("drift", report.getDriftList().stream().<Json>map(DriftView::json).toList())
        .put("order", OrderView.json(machine.getOrder()));
  }

  private static Json past(PastMsg line) {
    return Json.object()
        .put("first", Instant.ofEpochSecond(line.getFirstEpochSeconds()).toString())
        .put("last", Instant.ofEpochSecond(line.getLastEpochSeconds()).toString())
        .put("times", line.getTimes())
        .put("outcome", outcome(line.getOutcome()))
        .put("image", line.getImage())
        .put("label", line.getLabel())
        .put("wantedImage", line.getWantedImage())
        .put("differences", line.getDifferences())
        .put("changes", line.getChanges())
        .put("problem", line.getProblem())
        .put("path", line.getPath())
        .put("order", line.getOrder())
        .build();
  }

  private static Json trigger(TriggerResultMsg trigger) {
    return Json.object()
        .put("name", trigger.getName())
        .put("outcome", trigger.getOutcome())
        .put("millis", trigger.getMillis())
        .build();
  }

  private static Json told(ProblemMsg problem) {
    return Json.object()
        .put("code", problem.getCode())
        .put("path", problem.getPath())
        .put("message", problem.getMessage())
        .put("next", problem.getNext())
        .build();
  }
}
