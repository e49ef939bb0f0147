package lockstep.agent.order;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lockstep.agent.order.NeedReader.Needs;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.Step;
import lockstep.agent.plan.TreeSwap;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;

/// In which order directories are swapped, and which steps must wait until the last of them is, and then be done by
/// themselves. Between two swaps one directory is new and another still old; and what lies outside is changed after all of
/// them, but for what only comes.
///
///     a swap comes after those that bring what it needs                        [#arrange]
///     what comes waits if it needs something that comes later, itself waiting or not
///     what goes waits if something needs it that goes or is replaced later
///     a library that moves from one directory to another waits until it is there
///         again, until nothing more has to wait                               [#settle]
///
/// So each directory is, for a moment, the new one but without what cannot run yet, and with what is still needed. Where both
/// images have something under one name, that name is always there, with the one content or the other.
public final class SwapOrder {
  private static final SwapOrder NONE = new SwapOrder(List.of(), Set.of());

  private final List<TreeSwap> swaps;
  private final Set<RelativePath> late;
  private final Set<RelativePath> lateIn = new HashSet<>();

  private SwapOrder(List<TreeSwap> swaps, Set<RelativePath> late) {
    this.swaps = swaps;
    this.late = late;
    late.forEach(path -> lateIn.add(path.parent()));
  }

  static SwapOrder of(Plan plan, StepNeeds needs) throws IOException {
    if (plan.swaps().isEmpty()) {
      return NONE;
    }
    Search search = new Search(plan.swaps());
    plan.forEachStep(step -> search.add(step, needs));
    return search.result();
  }

  /// In the order of the commit.
  public List<TreeSwap> swaps() {
    return swaps;
  }

  /// Whether the step must be done in the live root, after the last swap.
  public boolean isLate(Step step) {
    return switch (step) {
      case Step.Create _, Step.Exchange _, Step.Delete _ -> late.contains(step.path());
      case Step.Narrow _, Step.Adjust _, Step.Swap _, Step.Dissolve _, Step.Settle _ -> false;
    };
  }

  /// Whether such a step changes a name right in that directory.
  public boolean isLateIn(RelativePath directory) {
    return lateIn.contains(directory);
  }

  /// A step that changes what names there are, or what something needs.
  private static final class Change {
    private static final int BEFORE = 0;
    private static final int LATE = Integer.MAX_VALUE;

    private final Step step;
    private final int swap;
    private final Needs coming;
    private final Needs going;
    private final boolean bringsNames;
    private final boolean takesNames;

    /// When it is done: before the swaps, by one of them, or after them.
    private int time;

    /// @param swap that could do it, by position; -1 when none can
    Change(Step step, int swap, Needs coming, Needs going) {
      this.step = step;
      this.swap = swap;
      this.coming = coming;
      this.going = going;
      boolean replaces = step instanceof Step.Exchange;
      bringsNames = step instanceof Step.Create || (replaces && coming.inTree());
      takesNames = step instanceof Step.Delete || (replaces && going.inTree());
      time = step instanceof Step.Create ? BEFORE : LATE;
    }

    boolean matters() {
      return bringsNames
          || takesNames
          || !coming.isNone()
          || !going.isNone()
          || NeedReader.isLibrary(step.path().name());
    }

    /// The names of those that go.
    Set<Bytes> libraries() {
      Set<Bytes> names = new HashSet<>(going.offered());
      if (NeedReader.isLibrary(step.path().name())) {
        names.add(step.path().name());
      }
      return names;
    }

    /// @return whether that is news
    boolean waits() {
      boolean news = time != LATE;
      time = LATE;
      return news;
    }
  }

  private static final class Search {
    /// Bounds the memory: what comes after that is done by its swap, or before all, whatever needs it.
    private static final int MOST = 40_000;

    private final List<TreeSwap> swaps;
    private final List<Change> changes = new ArrayList<>();
    private final NeedGraph coming = new NeedGraph();
    private final NeedGraph bringing = new NeedGraph();
    private final NeedGraph taking = new NeedGraph();
    private final List<Integer> order = new ArrayList<>();
    private boolean moved;

    Search(List<TreeSwap> swaps) {
      this.swaps = swaps;
    }

    void add(Step step, StepNeeds needs) throws IOException {
      if (changes.size() == MOST) {
        return;
      }
      switch (step) {
        case Step.Create _ -> add(step, needs.keepComing(step), Needs.NONE);
        case Step.Exchange _ -> add(step, needs.keepComing(step), needs.going(step));
        case Step.Delete _ -> add(step, Needs.NONE, needs.going(step));
        case Step.Narrow _, Step.Adjust _, Step.Swap _, Step.Dissolve _, Step.Settle _ -> {}
      }
    }

    private void add(Step step, Needs comingNeeds, Needs goingNeeds) {
      Change change = new Change(step, swapOf(step.path()), comingNeeds, goingNeeds);
      if (!change.matters()) {
        return;
      }
      if (!(step instanceof Step.Delete)) {
        coming.add(changes.size(), step, comingNeeds);
      }
      if (change.bringsNames) {
        bringing.add(changes.size(), step, comingNeeds);
      }
      if (change.takesNames) {
        taking.add(changes.size(), step, goingNeeds);
      }
      changes.add(change);
    }

    private int swapOf(RelativePath path) {
      for (int i = 0; i < swaps.size(); i++) {
        if (path.startsWith(swaps.get(i).path())) {
          return i;
        }
      }
      return -1;
    }

    SwapOrder result() {
      arrange();
      for (Change change : changes) {
        if (change.swap >= 0) {
          change.time = Change.BEFORE + 1 + order.indexOf(change.swap);
        }
      }
      do {
        moved = false;
        settle();
      } while (moved);
      Set<RelativePath> late = new HashSet<>();
      for (Change change : changes) {
        if (change.time == Change.LATE) {
          late.add(change.step.path());
        }
      }
      return new SwapOrder(order.stream().map(swaps::get).toList(), late);
    }

    /// Of two that need each other, the one that is needed more comes first. What is only replaced counts as well: the new
    /// library serves old programs, not the other way round.
    private void arrange() {
      int[][] needed = new int[swaps.size()][swaps.size()];
      for (Change change : changes) {
        if (change.swap >= 0) {
          coming.forEachNeeded(
              change.coming,
              position -> {
                int other = changes.get(position).swap;
                if (other >= 0) {
                  needed[change.swap][other]++;
                }
              });
        }
      }
      boolean[] seen = new boolean[swaps.size()];
      for (int i = 0; i < swaps.size(); i++) {
        take(i, needed, seen);
      }
    }

    private void take(int swap, int[][] needed, boolean[] seen) {
      if (seen[swap]) {
        return;
      }
      seen[swap] = true;
      for (int other = 0; other < needed.length; other++) {
        if (needed[swap][other] > needed[other][swap]) {
          take(other, needed, seen);
        }
      }
      order.add(swap);
    }

    private void settle() {
      for (Change change : changes) {
        bringing.forEachNeeded(change.coming, needed -> waitsFor(change, needed));
        taking.forEachNeeded(
            change.going,
            needed -> {
              if (changes.get(needed).time < change.time) {
                moved |= changes.get(needed).waits();
              }
            });
        if (change.takesNames) {
          for (Bytes library : change.libraries()) {
            bringing.forEachNamed(library, same -> waitsFor(change, same));
          }
        }
      }
    }

    private void waitsFor(Change change, int other) {
      if (changes.get(other).time > change.time) {
        moved |= change.waits();
      }
    }
  }
}
