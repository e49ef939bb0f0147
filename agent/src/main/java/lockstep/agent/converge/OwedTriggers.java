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
import lockstep.images.manifest.ManifestReader;
import lockstep.images.trigger.ChangeEvent;
import lockstep.images.trigger.Trigger;
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

  private final Transaction transaction;

  OwedTriggers(Transaction transaction) {
    this.transaction = transaction;
  }

  /// Writes down what the plan's changes will fire, and the probes to run after it.
  ///
  /// @throws lockstep.images.ProblemException `E-TRIGGER` or `E-PROBE` for a bad file
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
      forward.finish();
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

  /// What was written down for one way: nothing with `--no-triggers`.
  List<Firing> fired(Way way) throws IOException {
    if (!Files.exists(transaction.path(RuleFiles.KEPT_TRIGGERS))) {
      return List.of();
    }
    return ChangeSpool.recover(RuleFiles.triggers(transaction), transaction.folder(way.folder));
  }

  /// Whether one is still owed.
  boolean isAny(Way way) throws IOException {
    return !owed(way).isEmpty();
  }

  private List<Firing> owed(Way way) throws IOException {
    Set<String> fired = transaction.fired();
    return fired(way).stream().filter(firing -> !fired.contains(firing.trigger().name())).toList();
  }

  /// Runs what is still owed, and marks each when it is done.
  CommandLog.Run run(Way way, TriggerRunner runner) throws IOException, InterruptedException {
    return run(owed(way), way, runner);
  }

  /// The same, only for those that make files of the root anew, without which it is not whole: the cache of libraries, for one. A
  /// critical one that fails is owed still.
  CommandLog.Run finishFiles(Way way, TriggerRunner runner)
      throws IOException, InterruptedException {
    List<Firing> makers =
        owed(way).stream()
            .filter(firing -> firing.trigger().action() == Trigger.Action.RUN)
            .filter(firing -> !firing.trigger().writes().isEmpty())
            .toList();
    return run(makers, way, runner);
  }

  private CommandLog.Run run(List<Firing> owed, Way way, TriggerRunner runner)
      throws IOException, InterruptedException {
    List<TriggerLine> lines = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Firing firing : owed) {
      TriggerResult result = runner.run(List.of(firing)).getFirst();
      TriggerLine line = line(result);
      lines.add(line);
      if (result.outcome().isFailure()) {
        problems.add(problem(result, line.output()));
      }
      if (result.isCriticalFailure() && way == Way.FORWARD) {
        return new CommandLog.Run(lines, problems, true);
      }
      transaction.fired(firing.trigger().name());
    }
    return new CommandLog.Run(lines, problems, false);
  }

  static TriggerLine line(TriggerResult result) {
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
