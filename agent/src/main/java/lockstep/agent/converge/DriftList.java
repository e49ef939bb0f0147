package lockstep.agent.converge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.agent.index.IndexEntry;
import lockstep.agent.index.IndexReader;
import lockstep.agent.plan.Difference;
import lockstep.agent.plan.Plan;
import lockstep.agent.report.Report.Drift;

/// What a report names of the drift that a scan found.
final class DriftList {
  private static final int MAX_NAMED = 200;

  private DriftList() {}

  /// The first in path order.
  ///
  /// @param plan of the last scan
  /// @param index what that scan noted: the content of what it read
  static List<Drift> first(Plan plan, Path index) throws IOException {
    List<Drift> first = new ArrayList<>();
    if (plan.isEmpty()) {
      return first;
    }
    try (Plan.Differences differences = plan.differences();
        IndexReader noted = IndexReader.open(index)) {
      Difference next = differences.next();
      while (next != null && first.size() < MAX_NAMED) {
        IndexEntry entry = noted.find(next.path());
        first.add(
            new Drift(
                next.path().toString(),
                next.event().word(),
                next.reason(),
                entry == null ? Optional.empty() : Optional.ofNullable(entry.hash())));
        next = differences.next();
      }
    }
    return first;
  }
}
