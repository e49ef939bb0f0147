package lockstep.agent.order;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lockstep.agent.order.NeedReader.Needs;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.Step;
import lockstep.agent.root.ManagedRoot;
import lockstep.images.tree.Directory;

/// Puts steps in an order in which nothing is without what it needs in between. Not for several threads.
public final class StepOrder {
  private final StepNeeds needs;

  /// @param news what is staged, under the steps' numbers
  public StepOrder(ManagedRoot root, Directory news) {
    needs = new StepNeeds(root, news);
  }

  /// What of a plan that swaps directories can be done by the swaps, while everything staged still lies under its number.
  /// Where it lies does not matter any more after that.
  public SwapOrder swapsOf(Plan plan) throws IOException {
    return SwapOrder.of(plan, needs);
  }

  /// Steps that bring something: what others need comes first.
  public List<Step> neededFirst(List<Step> steps) throws IOException {
    List<Needs> coming = new ArrayList<>();
    for (Step step : steps) {
      coming.add(needs.coming(step));
    }
    return new Arrangement(steps, coming).steps();
  }

  /// Steps that take something away: what others need goes last.
  public List<Step> neededLast(List<Step> steps) throws IOException {
    List<Needs> going = new ArrayList<>();
    for (Step step : steps) {
      going.add(needs.going(step));
    }
    return new Arrangement(steps, going).steps().reversed();
  }

  /// Each after those it needs.
  private static final class Arrangement {
    /// How far a chain of needs is followed.
    private static final int MAX_DEPTH = 500;

    private final List<Step> steps;
    private final List<Needs> needs;
    private final NeedGraph graph = new NeedGraph();
    private final boolean[] seen;
    private final List<Step> arranged = new ArrayList<>();

    Arrangement(List<Step> steps, List<Needs> needs) {
      this.steps = steps;
      this.needs = needs;
      seen = new boolean[steps.size()];
      for (int i = 0; i < steps.size(); i++) {
        graph.add(i, steps.get(i), needs.get(i));
      }
      for (int i = 0; i < steps.size(); i++) {
        take(i, 0);
      }
    }

    private void take(int position, int depth) {
      if (seen[position] || depth > MAX_DEPTH) {
        return;
      }
      seen[position] = true;
      graph.forEachNeeded(needs.get(position), needed -> take(needed, depth + 1));
      arranged.add(steps.get(position));
    }

    List<Step> steps() {
      return arranged;
    }
  }
}
