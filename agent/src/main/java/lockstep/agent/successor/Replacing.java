package lockstep.agent.successor;

import java.util.List;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.Step;
import lockstep.excludes.RelativePath;

/// Whether a plan's steps replace what lies at some paths, or below.
final class Replacing implements Plan.StepConsumer {
  private final List<RelativePath> paths;
  private boolean one;

  Replacing(List<RelativePath> paths) {
    this.paths = List.copyOf(paths);
  }

  /// Whether one of the steps so far does.
  boolean isOne() {
    return one;
  }

  @Override
  public void accept(Step step) {
    one |= paths.stream().anyMatch(path -> replaces(step, path));
  }

  private static boolean replaces(Step step, RelativePath path) {
    return switch (step) {
      case Step.Create _, Step.Exchange _, Step.Delete _ ->
          step.path().startsWith(path) || path.startsWith(step.path());
      // What a swap brings that is new has steps of its own.
      case Step.Swap _, Step.Dissolve _, Step.Narrow _, Step.Settle _, Step.Adjust _ ->
          step.path().startsWith(path);
    };
  }
}
