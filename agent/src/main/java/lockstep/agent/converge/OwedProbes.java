package lockstep.agent.converge;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import lockstep.agent.journal.Transaction;
import lockstep.agent.report.Report.TriggerLine;
import lockstep.agent.trigger.ProbeResult;
import lockstep.agent.trigger.ProbeRunner;
import lockstep.images.Problem;
import lockstep.images.trigger.Probe;

/// The image's probes, kept with a transaction and run once its triggers ran: all of them, and all again after a crash
/// that came before it was settled.
final class OwedProbes {
  private final Transaction transaction;

  OwedProbes(Transaction transaction) {
    this.transaction = transaction;
  }

  boolean isAny() throws IOException {
    return Files.exists(transaction.path(RuleFiles.KEPT_PROBES))
        && !RuleFiles.probes(transaction).inOrder().isEmpty();
  }

  /// Those after a critical one that failed are not run: the commit is going to be undone.
  CommandLog.Run run(ProbeRunner runner) throws IOException, InterruptedException {
    if (!Files.exists(transaction.path(RuleFiles.KEPT_PROBES))) {
      return CommandLog.Run.NOTHING;
    }
    List<TriggerLine> lines = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Probe probe : RuleFiles.probes(transaction).inOrder()) {
      ProbeResult result = runner.run(probe);
      TriggerLine line =
          new TriggerLine(
              probe.name(), result.outcome().toString(), result.took().toMillis(), result.output());
      lines.add(line);
      if (result.outcome().isFailure()) {
        problems.add(problem(result, line.output()));
      }
      if (result.isCriticalFailure()) {
        return new CommandLog.Run(lines, problems, true);
      }
    }
    return new CommandLog.Run(lines, problems, false);
  }

  private static Problem problem(ProbeResult result, String said) {
    return new Problem(
        "E-PROBE-FAILED",
        "",
        "probe %s %s after %d %s%s"
            .formatted(
                result.probe().name(),
                result.outcome(),
                result.tries(),
                result.tries() == 1 ? "try" : "tries",
                said.isEmpty() ? "" : ": " + said),
        result.isCriticalFailure()
            ? "mend what it found in the tree the image is built from, and publish that; the commit is undone"
            : "look at what it found; it runs again with the next commit");
  }
}
