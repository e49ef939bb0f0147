package lockstep.images.checkup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.Problem;
import lockstep.images.checkup.Finding.Verdict;
import lockstep.images.console.Explanation;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;

/// All that was found, in the order in which it was looked at.
public final class Checkup {
  private record Found(String check, Finding finding) {}

  private final List<Found> all = new ArrayList<>();

  private Checkup() {}

  /// Looks at everything, whatever is found.
  public static Checkup of(List<Check> checks) throws InterruptedException {
    Checkup checkup = new Checkup();
    for (Check check : checks) {
      checkup.all.add(new Found(check.name(), look(check)));
    }
    return checkup;
  }

  private static Finding look(Check check) throws InterruptedException {
    try {
      return check.look();
    } catch (IOException e) {
      Problem problem = Explanation.of(e);
      return problem.code().equals("E-PERMISSION")
          ? Finding.warn(
              "this user may not look: " + problem.path(), "run it again as root, or as the owner")
          : Finding.bad(problem);
    }
  }

  /// The worst of it.
  public Verdict verdict() {
    return all.stream()
        .map(found -> found.finding().verdict())
        .max(Verdict::compareTo)
        .orElse(Verdict.OK);
  }

  /// For people: a line for each check, what to do below it, and a count.
  public List<String> lines() {
    int width = all.stream().mapToInt(found -> found.check().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (Found found : all) {
      Finding finding = found.finding();
      String head = "%-4s  %-" + width + "s  ";
      lines.add(head.formatted(finding.verdict(), found.check()) + Inert.text(finding.says()));
      if (!finding.next().isEmpty()) {
        lines.add(head.formatted("", "") + "next: " + Inert.text(finding.next()));
      }
    }
    lines.add(
        "%s: %d ok, %d warn, %d bad"
            .formatted(
                Figures.count(all.size(), "check", "checks"),
                count(Verdict.OK),
                count(Verdict.WARN),
                count(Verdict.BAD)));
    return lines;
  }

  private long count(Verdict verdict) {
    return all.stream().filter(found -> found.finding().verdict() == verdict).count();
  }

  /// For scripts.
  public Json.Object json() {
    List<Json.Object> checks = new ArrayList<>();
    for (Found found : all) {
      checks.add(
          Json.object()
              .put("check", found.check())
              .put("verdict", found.finding().verdict().toString())
              .put("says", found.finding().says())
              .put("next", found.finding().next())
              .build());
    }
    return Json.object().put("outcome", verdict().toString()).put("checks", checks).build();
  }
}
