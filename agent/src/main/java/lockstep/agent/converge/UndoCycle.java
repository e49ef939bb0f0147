package lockstep.agent.converge;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import lockstep.agent.journal.Transaction;
import lockstep.agent.report.Outcome;
import lockstep.agent.report.Report;
import lockstep.agent.report.Report.Measured;
import lockstep.agent.report.Report.Wanted;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.agent.source.Traffic;
import lockstep.agent.trigger.TriggerRunner;
import lockstep.images.Problem;

/// An undo that somebody asked for: the commit goes back, and its image stays off until the next release.
public final class UndoCycle {
  private final AgentHome home;
  private final ManagedRoot root;
  private final InstantSource clock;

  public UndoCycle(AgentHome home, ManagedRoot root, InstantSource clock) {
    this.home = home;
    this.root = root;
    this.clock = clock;
  }

  /// @throws lockstep.images.ProblemException `E-NO-UNDO` when there is nothing to take back
  public Report run(UpdateCycle.TriggerUse use) throws IOException, InterruptedException {
    Stopwatch watch = new Stopwatch();
    try (Workspace workspace = root.workspace();
        Workspace.Lock _ = workspace.lock()) {
      TriggerRunner triggers = new TriggerRunner(root.path(), clock, () -> {});
      CommandLog log = new CommandLog();
      new Recovery(root, workspace, triggers, home, Recovery.Commands.RUN, log).settle();
      Undo.Result result = new Undo(root, workspace, triggers, home).undoLast(use);
      log.triggered(result.run());
      long millis = watch.millis();
      remember(result.purpose());
      return new Report(
          Outcome.UNDONE,
          result.purpose().from(),
          "",
          Wanted.UNKNOWN,
          Measured.NOTHING,
          Report.Counts.NONE,
          new Traffic(0, 0),
          new Report.Times(0, 0, millis, watch.millis()),
          log.commands(),
          List.of(),
          problems(result.purpose(), log));
    }
  }

  private List<Problem> problems(Transaction.Purpose purpose, CommandLog log) throws IOException {
    List<Problem> problems = new ArrayList<>(log.problems());
    Memory.Seen seen = home.memory().recall().seen();
    purpose
        .from()
        .filter(image -> seen.release() > 0 && !seen.images().contains(image))
        .ifPresent(image ->
            problems.add(
                new Problem(
                    "W-RETIRED",
                    "",
                    "the root is back on image %s, which release %d does not name any more: its drift is not repaired"
                        .formatted(image.abbreviated(), seen.release()),
                    "to be on a published image: lockstep-agent converge --image current, or old")));
    return problems;
  }

  private void remember(Transaction.Purpose purpose) throws IOException {
    Memory.Facts before = home.memory().recall();
    home.memory()
        .keep(
            new Memory.Facts(
                purpose.from(),
                "",
                purpose.from(),
                before.seen(),
                Hold.with(before.holds(), before.holdOf(purpose.image(), Hold.BY_HAND)),
                Outcome.UNDONE.word(),
                0,
                clock.instant().getEpochSecond(),
                before.verified(),
                before.decision()));
  }
}
