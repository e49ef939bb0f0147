package lockstep.agent.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import lockstep.agent.index.IndexUpdate;
import lockstep.agent.journal.JournalWriter;
import lockstep.agent.order.StepOrder;
import lockstep.agent.plan.Live;
import lockstep.agent.plan.ModeAndTime;
import lockstep.agent.plan.Phase;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.Step;
import lockstep.agent.plan.TreeSwap;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Kind;
import lockstep.images.tree.Stat;
import org.jspecify.annotations.Nullable;

/// Turns the plan's steps into the journal's: looks at each live path once more, and adds the inodes of what is staged.
final class JournalBuilder {
  /// Bounds the memory: of more, each so many are put in order by themselves.
  private static final int MOST_TOGETHER = 20_000;

  private final LivePaths live;
  private final StepOrder order;
  private final Directory news;
  private final PreparedTrees trees;

  JournalBuilder(LivePaths live, StepOrder order, Directory news, PreparedTrees trees) {
    this.live = live;
    this.order = order;
    this.news = news;
    this.trees = trees;
  }

  /// In an order that is right for a commit path by path, and backwards for its undo. Where directories are swapped, the
  /// steps that are done in a prepared tree already are among them: a commit finds them done, and takes their other side out
  /// of the retired tree at its end; an undo takes them back one by one.
  ///
  /// @param index of the scan that the plan was made by
  /// @throws RootChangedException when a live path is not what the plan was made for
  void write(Plan plan, Path index, JournalWriter journal) throws IOException {
    if (!trees.isEmpty()) {
      prepare(plan, index);
    }
    Writing out = new Writing(plan, journal);
    out.write(Phase.NARROW);
    out.write(Phase.NEW, step -> !isWithSwaps(step), order::neededFirst);
    for (TreeSwap swap : trees.swapsInOrder()) {
      out.add(new Step.Swap(swap.path(), swap.number(), swap.live(), 0));
    }
    out.write(Phase.NEW, step -> trees.holding(step) != null, order::neededFirst);
    out.write(Phase.NEW, trees::isLate, order::neededFirst);
    out.write(Phase.LIBRARIES);
    out.write(Phase.FILES);
    out.write(Phase.LINKS, _ -> true, order::neededFirst);
    out.write(Phase.METADATA);
    out.write(Phase.DELETIONS, _ -> true, order::neededLast);
    out.write(Phase.DIRECTORIES);
    for (TreeSwap swap : trees.swaps()) {
      journal.add(new Step.Dissolve(swap.path(), swap.number()));
    }
  }

  /// Whether it is done by a swap or after it.
  private boolean isWithSwaps(Step step) {
    return trees.holding(step) != null || trees.isLate(step);
  }

  /// Puts steps in the order they are done in.
  private interface Arranging {
    List<Step> of(List<Step> steps) throws IOException;
  }

  private final class Writing {
    private final Plan plan;
    private final JournalWriter journal;

    Writing(Plan plan, JournalWriter journal) {
      this.plan = plan;
      this.journal = journal;
    }

    void write(Phase phase) throws IOException {
      write(phase, _ -> true, steps -> steps);
    }

    /// The steps of a phase, so many at a time.
    void write(Phase phase, Predicate<Step> which, Arranging arranging) throws IOException {
      List<Step> together = new ArrayList<>();
      plan.forEachStep(
          phase,
          step -> {
            if (which.test(step)) {
              together.add(step);
            }
            if (together.size() == MOST_TOGETHER) {
              addAll(arranging.of(together));
              together.clear();
            }
          });
      addAll(arranging.of(together));
    }

    private void addAll(List<Step> steps) throws IOException {
      for (Step step : steps) {
        if (!trees.isBelow(step.path())) {
          live.check(step);
        }
        add(step);
      }
    }

    /// XFS moves the mtime of a directory that is exchanged. The step after gives a new one its own again; an old one gets
    /// its own by the step before, when the commit is taken back.
    void add(Step step) throws IOException {
      Step complete = complete(step);
      if (complete instanceof Step.Exchange exchange) {
        keepTime(step.path(), going(step));
        journal.add(complete);
        keepTime(step.path(), news.statIfPresent(name(exchange.number())));
      } else {
        journal.add(complete);
      }
    }

    private void keepTime(RelativePath path, @Nullable Stat stat) throws IOException {
      if (stat != null && stat.kind() == Kind.DIRECTORY) {
        ModeAndTime same =
            new ModeAndTime(ModeAndTime.NO_MODE, stat.mtimeSeconds(), stat.mtimeNanos());
        journal.add(new Step.Adjust(path, Live.of(stat), same, same));
      }
    }
  }

  /// What lies below is looked at before it is linked, which moves its ctime.
  private void prepare(Plan plan, Path index) throws IOException {
    plan.forEachStep(step -> {
      if (trees.isBelow(step.path()) && !(step instanceof Step.Swap)) {
        live.check(step);
      }
    });
    try (IndexUpdate update = IndexUpdate.of(index)) {
      trees.make(plan, update);
      update.finish();
    }
  }

  private Step complete(Step step) throws IOException {
    TreeSwap holder = trees.holding(step);
    if (holder != null) {
      return trees.complete(holder, step);
    }
    return switch (step) {
      case Step.Create(var path, long number, _, int flags) ->
          new Step.Create(path, number, inodeOf(number), flags);
      case Step.Exchange(var path, long number, Live live, _, int flags) ->
          new Step.Exchange(path, number, meanwhile(step, live), inodeOf(number), flags);
      case Step.Delete(var path, long number, Live live) ->
          new Step.Delete(path, number, meanwhile(step, live));
      case Step.Swap(var path, long number, Live live, _) ->
          new Step.Swap(path, number, live, inodeOf(number));
      case Step.Narrow _, Step.Adjust _, Step.Settle _, Step.Dissolve _ -> step;
    };
  }

  /// A directory below a swapped one is another by the time of the step.
  private Live meanwhile(Step step, Live live) throws IOException {
    return trees.isBelow(step.path()) ? live.with(trees.stat(step.path()).inode()) : live;
  }

  /// What the step takes from its path.
  private @Nullable Stat going(Step step) throws IOException {
    boolean swappedBefore = trees.isLate(step) && trees.isBelow(step.path());
    return swappedBefore ? trees.stat(step.path()) : live.stat(step.path());
  }

  private long inodeOf(long number) throws IOException {
    return news.stat(name(number)).inode();
  }

  private static Bytes name(long number) {
    return Bytes.of(Long.toString(number));
  }
}
