package lockstep.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lockstep.agent.report.Report;
import lockstep.images.ImageId;
import lockstep.images.console.Figures;

/// A report for people.
final class ReportLines {
  private ReportLines() {}

  static List<String> of(Report report) {
    List<String> lines = new ArrayList<>();
    String image =
        report.image().map(ImageId::abbreviated).orElse("none")
            + (report.label().isEmpty() ? "" : " (" + report.label() + ")");
    lines.add(report.outcome().word() + ": image " + image);
    Report.Counts counts = report.counts();
    Report.Times times = report.times();
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
    lines.add(
        "  fetched   %s in %s requests, %s staged"
            .formatted(
                Figures.bytes(report.traffic().bytes()),
                Figures.count(report.traffic().requests()),
                Figures.bytes(counts.bytesStaged())));
    lines.add(
        "  time      %s: scan %s, stage %s, commit %s"
            .formatted(
                duration(times.totalMillis()),
                duration(times.scanMillis()),
                duration(times.stageMillis()),
                duration(times.commitMillis())));
    for (Report.TriggerLine trigger : report.triggers()) {
      lines.add(
          "  trigger   %s %s in %s"
              .formatted(trigger.name(), trigger.outcome(), duration(trigger.millis())));
    }
    return lines;
  }

  private static String duration(long millis) {
    return Figures.duration(Duration.ofMillis(millis));
  }
}
