package lockstep.agent.report;

import java.util.List;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// A report as `--json` prints it; names and types are a promise to scripts.
public final class ReportJson {
  private ReportJson() {}

  public static Json.Object of(Report report) {
    Report.Counts counts = report.counts();
    Report.Times times = report.times();
    return Json.object()
        .put("outcome", report.outcome().word())
        .put("image", report.image().map(ImageId::toString).orElse(""))
        .put("label", report.label())
        .put("wantedImage", report.wanted().image().map(ImageId::toString).orElse(""))
        .put("measuredImage", report.measured().image().map(ImageId::toString).orElse(""))
        .put("measuredBy", report.measured().way().word())
        .put("order", report.wanted().order())
        .put("release", report.wanted().release())
        .put("entriesScanned", counts.entriesScanned())
        .put("filesHashed", counts.filesHashed())
        .put("created", counts.created())
        .put("changed", counts.changed())
        .put("deleted", counts.deleted())
        .put("metadataOnly", counts.metadataOnly())
        .put("differencesLeft", counts.differencesLeft())
        .put("unobservable", counts.unobservable())
        .put("bytesFetched", report.traffic().bytes())
        .put("requests", report.traffic().requests())
        .put("bytesStaged", counts.bytesStaged())
        .put("scanMillis", times.scanMillis())
        .put("stageMillis", times.stageMillis())
        .put("commitMillis", times.commitMillis())
        .put("totalMillis", times.totalMillis())
        .put("checks", lines(report.commands().checks()))
        .put("triggers", lines(report.commands().triggers()))
        .put("probes", lines(report.commands().probes()))
        .put("staleProcesses", staleProcesses(report.stale()))
        .put("problems", problems(report.problems()))
        .build();
  }

  public static List<Json.Object> staleProcesses(List<StaleProcess> stale) {
    return stale.stream().map(ReportJson::staleProcess).toList();
  }

  private static Json.Object staleProcess(StaleProcess process) {
    return Json.object()
        .put("pid", process.pid())
        .put("command", process.command())
        .put("unit", process.unit().orElse(""))
        .put("paths", Json.texts(process.paths()))
        .build();
  }

  public static List<Json.Object> problems(List<Problem> problems) {
    return problems.stream().map(ReportJson::problem).toList();
  }

  public static Json.Object problem(Problem problem) {
    return Json.object()
        .put("code", problem.code())
        .put("path", problem.path())
        .put("message", problem.message())
        .put("next", problem.next())
        .build();
  }

  /// What [#problem] made.
  public static Problem problem(Json.Object json) throws JsonException {
    return new Problem(
        json.text("code"), json.text("path"), json.text("message"), json.text("next"));
  }

  private static List<Json.Object> lines(List<Report.TriggerLine> lines) {
    return lines.stream().map(ReportJson::line).toList();
  }

  private static Json.Object line(Report.TriggerLine line) {
    return Json.object()
        .put("name", line.name())
        .put("outcome", line.outcome())
        .put("millis", line.millis())
        .put("output", line.output())
        .build();
  }
}
