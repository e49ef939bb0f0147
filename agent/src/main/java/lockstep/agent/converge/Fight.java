package lockstep.agent.converge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lockstep.agent.plan.Difference;
import lockstep.agent.plan.Plan;
import lockstep.images.Problem;

/// What the closing scan found although everything had been put right: somebody writes to the root.
final class Fight {
  private static final int MAX_NAMED = 20;

  private Fight() {}

  static List<Problem> of(Plan closing) throws IOException {
    List<Problem> problems = new ArrayList<>();
    try (Plan.Differences differences = closing.differences()) {
      Difference next = differences.next();
      while (next != null && problems.size() < MAX_NAMED) {
        problems.add(
            new Problem(
                "E-FIGHT",
                next.path().toString(),
                "differs again right after the commit: " + next.reason(),
                "find out what writes it; exclude the path, or let a trigger declare it in `writes`"));
        next = differences.next();
      }
      if (next != null) {
        problems.add(
            new Problem(
                "E-FIGHT",
                "",
                "%d paths differ in all".formatted(closing.totals().differences()),
                "run `lockstep-agent verify` for the whole list"));
      }
    }
    return problems;
  }
}
