package lockstep.agent.converge;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import lockstep.agent.check.Checks;
import lockstep.agent.journal.Transaction;
import lockstep.agent.report.Report.TriggerLine;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.stage.StagedUpdate;
import lockstep.agent.trigger.Firing;
import lockstep.agent.trigger.TriggerResult;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// The checks of the triggers that a transaction is going to fire, made before it begins.
final class OwedChecks {
  private final Transaction transaction;
  private final List<Firing> fired;

  private OwedChecks(Transaction transaction, List<Firing> fired) {
    this.transaction = transaction;
    this.fired = fired;
  }

  /// @param prepared the triggers of the transaction, written down
  static OwedChecks of(Transaction transaction, OwedTriggers prepared) throws IOException {
    List<Firing> fired =
        prepared.fired(OwedTriggers.Way.FORWARD).stream()
            .filter(firing -> !firing.trigger().check().isEmpty())
            .toList();
    return new OwedChecks(transaction, fired);
  }

  boolean isEmpty() {
    return fired.isEmpty();
  }

  /// Each that fails refuses the commit. All are made: people mend several settings at once.
  ///
  /// @throws lockstep.agent.stage.RootChangedException when the root is not any more what the plan was made for
  /// @throws ProblemException `E-CHECK` when no check can be made on this machine
  CommandLog.Run run(StagedUpdate staged, ManagedRoot root, InstantSource clock, Runnable alive)
      throws IOException, InterruptedException {
    List<TriggerResult> results = results(staged, root, clock, alive);
    staged.lookAgain();
    List<TriggerLine> lines = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (TriggerResult result : results) {
      TriggerLine line = OwedTriggers.line(result);
      lines.add(line);
      if (result.outcome().isFailure()) {
        problems.add(problem(result, line.output()));
      }
    }
    return new CommandLog.Run(lines, problems, !problems.isEmpty());
  }

  private List<TriggerResult> results(
      StagedUpdate staged, ManagedRoot root, InstantSource clock, Runnable alive)
      throws IOException, InterruptedException {
    try {
      return new Checks(root, transaction.folder("check"), clock, alive).run(staged, fired);
    } catch (IOException e) {
      staged.lookAgain();
      List<String> names = fired.stream().map(firing -> firing.trigger().name()).toList();
      throw new ProblemException(
          new Problem(
              "E-CHECK",
              "",
              "the root as the commit would leave it cannot be shown to the check of %s, which so counts as failed: %s"
                  .formatted(String.join(", ", names), e.getMessage()),
              "run the agent as root, on a Linux with overlayfs and where it may mount; or converge with --no-triggers"),
          e);
    }
  }

  private static Problem problem(TriggerResult result, String said) {
    return new Problem(
        "E-CHECK",
        "",
        "the check of trigger %s %s%s"
            .formatted(
                result.trigger().name(), result.outcome(), said.isEmpty() ? "" : ": " + said),
        "mend what it found in the tree the image is built from, and publish that; nothing was changed here");
  }
}
