package lockstep.agent.order;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import lockstep.agent.order.NeedReader.Needs;
import lockstep.agent.plan.Step;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.SystemCallException;

/// What the things need that steps bring, and those that they take away. Not for several threads.
final class StepNeeds {
  private final ManagedRoot root;
  private final Directory news;
  private final Map<Long, Needs> kept = new HashMap<>();

  /// @param news what is staged, under the steps' numbers
  StepNeeds(ManagedRoot root, Directory news) {
    this.root = root;
    this.news = news;
  }

  /// Of what the step brings.
  Needs coming(Step step) throws IOException {
    OptionalLong number = staged(step);
    if (number.isEmpty()) {
      return Needs.NONE;
    }
    Needs known = kept.get(number.getAsLong());
    return known != null ? known : readComing(step, number.getAsLong());
  }

  /// As [#coming], and it is known from then on, wherever what is staged goes.
  Needs keepComing(Step step) throws IOException {
    Needs needs = coming(step);
    staged(step).ifPresent(number -> kept.put(number, needs));
    return needs;
  }

  private Needs readComing(Step step, long number) throws IOException {
    return NeedReader.of(step.path(), news, Bytes.of(Long.toString(number)));
  }

  private static OptionalLong staged(Step step) {
    return switch (step) {
      case Step.Create create -> OptionalLong.of(create.number());
      case Step.Exchange exchange -> OptionalLong.of(exchange.number());
      case Step.Narrow _,
          Step.Adjust _,
          Step.Delete _,
          Step.Swap _,
          Step.Dissolve _,
          Step.Settle _ ->
          OptionalLong.empty();
    };
  }

  /// Of what is live at the step's path. What vanished, or became a symlink meanwhile, needs nothing: that the root is not any
  /// more what the plan was made for is found out by who looks at it for its own sake.
  Needs going(Step step) throws IOException {
    RelativePath path = step.path();
    try {
      return NeedReader.of(path, root.parentOf(path), path.name());
    } catch (SystemCallException e) {
      if (e.isAbsence()) {
        return Needs.NONE;
      }
      throw e;
    }
  }
}
