package lockstep.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lockstep.agent.converge.Inspection;
import lockstep.agent.plan.Difference;
import lockstep.agent.plan.MountPoints;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.PlanTotals;
import lockstep.agent.plan.TreeSwap;
import lockstep.agent.report.ReportJson;
import lockstep.excludes.RelativePath;
import lockstep.images.Problem;
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
    for (TreeSwap swap : result.plan().swaps()) {
      console.result(
          "swap      %s  (as a whole: %s of its %s entries)"
              .formatted(
                  swap.path(), Figures.count(swap.changes()), Figures.count(swap.entries())));
    }
    PlanTotals totals = result.plan().totals();
    console.result(
        "%s from %s (%s)%s; %s entries scanned, %s files read"
            .formatted(
                howMany(totals.differences()),
                result.image().id().abbreviated(),
                result.image().label(),
                totals.differences() == 0 ? "" : ": " + kinds(totals),
                Figures.count(totals.entriesScanned()),
                Figures.count(result.filesHashed())));
    mounts(totals.unobservable()).ifPresent(console::result);
    problems(result).forEach(console::warning);
  }

  private static Optional<String> mounts(MountPoints mounts) {
    if (mounts.count() == 0) {
      return Optional.empty();
    }
    String named =
        mounts.first().stream().map(RelativePath::toString).collect(Collectors.joining(", "));
    String more = mounts.count() > mounts.first().size() ? ", ..." : "";
    return Optional.of(
        "%s mount points were not looked into: %s%s"
            .formatted(Figures.count(mounts.count()), named, more));
  }

  private static String howMany(long differences) {
    if (differences == 0) {
      return "no differences";
    }
    return differences == 1 ? "1 difference" : Figures.count(differences) + " differences";
  }

  private static String kinds(PlanTotals totals) {
    return "%s to create, %s to change, %s metadata only, %s to delete"
        .formatted(
            Figures.count(totals.created()),
            Figures.count(totals.changed()),
            Figures.count(totals.metadataOnly()),
            Figures.count(totals.deleted()));
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
            .put("unobservable", totals.unobservable().count())
            .put(
                "mounts",
                Json.texts(
                    totals.unobservable().first().stream().map(RelativePath::toString).toList()))
            .put("bytesToStage", totals.stagedBytes())
            .put("swaps", result.plan().swaps().stream().map(DifferencesOutput::json).toList())
            .put("problems", ReportJson.problems(problems(result)))
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

  private static List<Problem> problems(Inspection.Result result) {
    List<Problem> problems = new ArrayList<>(result.plan().conflicts());
    result.deferred().ifPresent(problems::add);
    return problems;
  }

  private static Json.Object json(TreeSwap swap) {
    return Json.object()
        .put("path", swap.path().toString())
        .put("entries", swap.entries())
        .put("changes", swap.changes())
        .build();
  }

  private static Json.Object json(Difference difference) {
    return Json.object()
        .put("path", difference.path().toString())
        .put("kind", difference.event().word())
        .put("reason", difference.reason())
        .build();
  }
}
