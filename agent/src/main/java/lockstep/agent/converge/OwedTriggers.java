package lockstep.agent.converge;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lockstep.agent.journal.Transaction;
import lockstep.agent.plan.Difference;
import lockstep.agent.plan.Plan;
import lockstep.agent.report.Report.TriggerLine;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.stage.StagedFiles;
import lockstep.agent.trigger.ChangeSpool;
import lockstep.agent.trigger.Firing;
import lockstep.agent.trigger.TriggerResult;
import lockstep.agent.trigger.TriggerRunner;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.trigger.ChangeEvent;
import lockstep.images.trigger.Triggers;

/// The triggers a transaction owes: written down before it begins, for both ways, and run after it is committed or undone.
/// Each runs once, and again after a crash that came before its mark.
final class OwedTriggers {
  /// Which way the root went.
  enum Way {
    FORWARD("forward"),
    BACK("back");

    private final String folder;

    Way(String folder) {
      this.folder = folder;
    }
  }

  /// What running them gave.
  ///
  /// @param criticalFailed the commit must be undone
  record Run(List<TriggerLine> lines, List<Problem> problems, boolean criticalFailed) {}

  private final Transaction transaction;

  OwedTriggers(Transaction transaction) {
    this.transaction = transaction;
  }

  /// Writes down what the plan's changes will fire, and the probes to run after it.
  ///
  /// @throws ProblemException `E-TRIGGER` or `E-PROBE` for a bad file; `E-CHECK` when a trigger that would fire has a `check`
  void prepare(Plan plan, ManifestReader manifest, ManagedRoot root, StagedFiles staged)
      throws IOException {
    RuleFiles.keep(manifest, root, staged, transaction);
    RuleFiles.probes(transaction);
    Triggers triggers = RuleFiles.triggers(transaction);
    try (ChangeSpool forward = spool(triggers, Way.FORWARD);
        ChangeSpool back = spool(triggers, Way.BACK);
        Plan.Differences differences = plan.differences()) {
      for (Difference next = differences.next(); next != null; next = differences.next()) {
        forward.add(event(next, Way.FORWARD), next.path());
        back.add(event(next, Way.BACK), next.path());
      }
      refuseChecks(forward.finish());
      back.finish();
    }
  }

  private ChangeSpool spool(Triggers triggers, Way way) throws IOException {
    return new ChangeSpool(triggers, transaction.folder(way.folder));
  }

  private static ChangeEvent event(Difference difference, Way way) {
    return switch (difference.event()) {
      case CREATED -> way == Way.FORWARD ? ChangeEvent.CREATED : ChangeEvent.DELETED;
      case DELETED -> way == Way.FORWARD ? ChangeEvent.DELETED : ChangeEvent.CREATED;
      case CHANGED, METADATA -> ChangeEvent.CHANGED;
    };
  }

  /// A check that cannot be made counts as failed.
  private static void refuseChecks(List<Firing> firings) throws ProblemException {
    for (Firing firing : firings) {
      if (!firing.trigger().check().isEmpty()) {
        throw new ProblemException(
            new Problem(
                "E-CHECK",
                "",
                "trigger %s has a `check`, which this agent cannot run against the staged tree, so it counts as failed"
                    .formatted(firing.trigger().name()),
                "remove the check from the trigger, or converge with --no-triggers"));
      }
    }
  }

  /// Whether any were written down: not with `--no-triggers`.
  boolean arePrepared() throws IOException {
    return Files.exists(transaction.path(RuleFiles.KEPT_TRIGGERS));
  }

  /// Runs what is still owed, and marks each when it is done.
  Run run(Way way, TriggerRunner runner) throws IOException, InterruptedException {
    List<TriggerLine> lines = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    if (!arePrepared()) {
      return new Run(lines, problems, false);
    }
    Triggers triggers = RuleFiles.triggers(transaction);
    Set<String> fired = transaction.fired();
    for (Firing firing : ChangeSpool.recover(triggers, transaction.folder(way.folder))) {
      if (fired.contains(firing.trigger().name())) {
        continue;
      }
      TriggerResult result = runner.run(List.of(firing)).getFirst();
      TriggerLine line = line(result);
      lines.add(line);
      if (result.outcome().isFailure()) {
        problems.add(problem(result, line.output()));
      }
      if (result.isCriticalFailure() && way == Way.FORWARD) {
        return new Run(lines, problems, true);
      }
      transaction.fired(firing.trigger().name());
    }
    return new Run(lines, problems, false);
  }

  private static TriggerLine line(TriggerResult result) {
    return new TriggerLine(
        result.trigger().name(),
        result.outcome().toString(),
        result.took().toMillis(),
        result.output());
  }

  private static Problem problem(TriggerResult result, String said) {
    return new Problem(
        "E-TRIGGER-FAILED",
        "",
        "trigger %s %s%s"
            .formatted(
                result.trigger().name(), result.outcome(), said.isEmpty() ? "" : ": " + said),
        "look at its command; it runs again with the next commit that changes what it watches");
  }
}
