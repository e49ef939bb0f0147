package lockstep.agent;

import java.io.IOException;
import lockstep.agent.converge.Inspection;
import lockstep.agent.plan.Difference;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.PlanTotals;
import lockstep.agent.report.ReportJson;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;

/// Prints what an inspection found, difference by difference: a million of them are never in memory.
final class DifferencesOutput {
  private DifferencesOutput() {}

  static void text(Inspection.Result result, Console console) throws IOException {
    try (Plan.Differences differences = result.plan().differences()) {
      for (Difference next = differences.next(); next != null; next = differences.next()) {
        console.result("%-8s  %s  (%s)".formatted(next.event().word(), next.path(), next.reason()));
      }
    }
    PlanTotals totals = result.plan().totals();
    console.result(
        "%s differences from %s (%s): %s to create, %s to change, %s metadata only, %s to delete; %s entries scanned, %s files read"
            .formatted(
                Figures.count(totals.differences()),
                result.image().id().abbreviated(),
                result.image().label(),
                Figures.count(totals.created()),
                Figures.count(totals.changed()),
                Figures.count(totals.metadataOnly()),
                Figures.count(totals.deleted()),
                Figures.count(totals.entriesScanned()),
                Figures.count(result.filesHashed())));
    result.plan().conflicts().forEach(console::warning);
    result.deferred().ifPresent(console::warning);
  }

  /// One object on one line, written piece by piece.
  static void json(Inspection.Result result, java.io.PrintStream out) throws IOException {
    PlanTotals totals = result.plan().totals();
    Json.Object head =
        Json.object()
            .put("image", result.image().id().toString())
            .put("label", result.image().label())
            .put("entriesScanned", totals.entriesScanned())
            .put("filesHashed", result.filesHashed())
            .put("created", totals.created())
            .put("changed", totals.changed())
            .put("deleted", totals.deleted())
            .put("metadataOnly", totals.metadataOnly())
            .put("unobservable", totals.unobservable())
            .put("bytesToStage", totals.stagedBytes())
            .put("problems", ReportJson.problems(result.plan().conflicts()))
            .build();
    String text = JsonWriter.plain(head);
    out.print(text.substring(0, text.length() - 1));
    out.print(",\"differences\":[");
    String separator = "";
    try (Plan.Differences differences = result.plan().differences()) {
      for (Difference next = differences.next(); next != null; next = differences.next()) {
        out.print(separator);
        out.print(JsonWriter.plain(json(next)));
        separator = ",";
      }
    }
    out.println("]}");
    out.flush();
  }

  private static Json.Object json(Difference difference) {
    return Json.object()
        .put("path", difference.path().toString())
        .put("kind", difference.event().word())
        .put("reason", difference.reason())
        .build();
  }
}
