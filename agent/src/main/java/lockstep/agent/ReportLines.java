package lockstep.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lockstep.agent.report.Outcome;
import lockstep.agent.report.Report;
import lockstep.images.console.Figures;

/// A report for people: what was not done has no line.
final class ReportLines {
  private ReportLines() {}

  static List<String> of(Report report) {
    List<String> lines = new ArrayList<>();
    boolean scanned = !report.counts().equals(Report.Counts.NONE);
    lines.add(report.outcome().word() + ": " + heading(report, scanned));
    if (scanned && report.outcome() != Outcome.DEFERRED) {
      lines.addAll(counts(report.counts()));
    }
    if (report.traffic().requests() > 0) {
      lines.add(
          "  fetched   %s in %s requests, %s staged"
              .formatted(
                  Figures.bytes(report.traffic().bytes()),
                  Figures.count(report.traffic().requests()),
                  Figures.bytes(report.counts().bytesStaged())));
    }
    lines.add("  time      " + times(report.times(), scanned));
    Report.Commands commands = report.commands();
    commands.checks().forEach(check -> lines.add("  check     " + ran(check)));
    commands.triggers().forEach(trigger -> lines.add("  trigger   " + ran(trigger)));
    commands.probes().forEach(probe -> lines.add("  probe     " + ran(probe)));
    lines.addAll(StaleLines.of(report.stale()));
    return lines;
  }

  /// Without a scan the report's image is the one the machine was on before.
  private static String heading(Report report, boolean scanned) {
    String label = report.label().isEmpty() ? "" : " (" + report.label() + ")";
    String image = report.image().map(id -> "image " + id.abbreviated() + label).orElse("no image");
    if (!scanned && report.outcome() == Outcome.UNDONE) {
      return "the root is as it was before the last commit, "
          + (report.image().isPresent() ? "on " + image : "which was not an image known here");
    }
    if (report.outcome() == Outcome.DEFERRED) {
      return "nothing was done, this machine "
          + (report.measured().image().isPresent() ? "stays on " + image : "is on neither image")
          + ", %s differences from where it is to be"
              .formatted(Figures.count(report.counts().differencesLeft()));
    }
    return image;
  }

  private static List<String> counts(Report.Counts counts) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "  entries   %s scanned, %s files read"
            .formatted(
                Figures.count(counts.entriesScanned()), Figures.count(counts.filesHashed())));
    lines.add(
        "  changes   %s created, %s changed, %s metadata only, %s deleted"
            .formatted(
                Figures.count(counts.created()),
                Figures.count(counts.changed()),
                Figures.count(counts.metadataOnly()),
                Figures.count(counts.deleted())));
    if (counts.unobservable() > 0) {
      lines.add(
          "  mounts    %s not looked into; `lockstep-agent plan` names them"
              .formatted(Figures.count(counts.unobservable())));
    }
    return lines;
  }

  private static String times(Report.Times times, boolean scanned) {
    String total = duration(times.totalMillis());
    return scanned
        ? "%s: scan %s, stage %s, commit %s"
            .formatted(
                total,
                duration(times.scanMillis()),
                duration(times.stageMillis()),
                duration(times.commitMillis()))
        : total;
  }

  private static String ran(Report.TriggerLine line) {
    return "%s %s in %s".formatted(line.name(), line.outcome(), duration(line.millis()));
  }

  private static String duration(long millis) {
    return Figures.duration(Duration.ofMillis(millis));
  }
}
