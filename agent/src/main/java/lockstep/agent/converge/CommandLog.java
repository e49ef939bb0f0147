package lockstep.agent.converge;

import java.util.ArrayList;
import java.util.List;
import lockstep.agent.report.Report.Commands;
import lockstep.agent.report.Report.TriggerLine;
import lockstep.images.Problem;

/// What checks, triggers and probes did in the course of a run, for its report; also those that an interrupted run still owed.
public final class CommandLog {
  private final List<TriggerLine> checks = new ArrayList<>();
  private final List<TriggerLine> triggers = new ArrayList<>();
  private final List<TriggerLine> probes = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  /// What running some of them gave.
  ///
  /// @param refused the commit must not be, or not stay
  record Run(List<TriggerLine> lines, List<Problem> problems, boolean refused) {
    static final Run NOTHING = new Run(List.of(), List.of(), false);
  }

  /// @return whether they refuse the commit
  boolean checked(Run run) {
    return took(checks, run);
  }

  boolean triggered(Run run) {
    return took(triggers, run);
  }

  boolean probed(Run run) {
    return took(probes, run);
  }

  private boolean took(List<TriggerLine> lines, Run run) {
    lines.addAll(run.lines());
    problems.addAll(run.problems());
    return run.refused();
  }

  /// What stands in the way of undoing a commit that they refuse.
  void conflict(Problem problem) {
    problems.add(problem);
  }

  Commands commands() {
    return new Commands(checks, triggers, probes);
  }

  /// Whether nothing was done.
  public boolean isEmpty() {
    return checks.isEmpty() && triggers.isEmpty() && probes.isEmpty() && problems.isEmpty();
  }

  public List<Problem> problems() {
    return problems;
  }
}
