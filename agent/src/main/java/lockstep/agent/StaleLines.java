package lockstep.agent;

import java.util.ArrayList;
import java.util.List;
import lockstep.agent.report.StaleProcess;

/// Processes that run old bytes, for people: what to restart.
final class StaleLines {
  private static final int MOST = 20;

  private StaleLines() {}

  static List<String> of(List<StaleProcess> stale) {
    List<String> lines = new ArrayList<>();
    for (StaleProcess process : stale.subList(0, Math.min(MOST, stale.size()))) {
      lines.add(
          "  stale     %s (pid %d%s) still runs what was %s"
              .formatted(
                  process.command(),
                  process.pid(),
                  process.unit().map(unit -> ", " + unit).orElse(""),
                  String.join(", ", process.paths())));
    }
    if (stale.size() > MOST) {
      lines.add("  stale     %d more; `--json` names them".formatted(stale.size() - MOST));
    }
    return lines;
  }
}
