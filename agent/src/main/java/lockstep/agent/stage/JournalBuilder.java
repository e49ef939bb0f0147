package lockstep.agent.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  /// The steps in and around prepared trees come apart. First whatever changes a name in the live root, swaps included; then
  /// modes and times of what the swaps left alone; last what is done in a prepared tree already, and whose other side is to be
  /// taken out of the retired one.
  ///
  /// @param index of the scan that the plan was made by
  /// @throws RootChangedException when a live path is not what the plan was made for
  void write(Plan plan, Path index, JournalWriter journal) throws IOException {
    if (!trees.isEmpty()) {
      prepare(plan, index);
    }
    writeLive(plan, journal);
    if (trees.isEmpty()) {
      return;
    }
    plan.forEachStep(step -> {
      if (step instanceof Step.Adjust && trees.isBelow(step.path())) {
        journal.add(step);
      }
    });
    plan.forEachStep(step -> {
      TreeSwap swap = trees.holding(step);
      if (swap != null) {
        add(trees.complete(swap, step), journal);
      }
    });
    for (TreeSwap swap : trees.swaps()) {
      journal.add(new Step.Dissolve(swap.path(), swap.number()));
    }
  }

  private void writeLive(Plan plan, JournalWriter journal) throws IOException {
    write(plan, List.of(Phase.NARROW), steps -> steps, journal);
    write(plan, List.of(Phase.NEW, Phase.SWAP), order::neededFirst, journal);
    write(plan, List.of(Phase.LIBRARIES, Phase.FILES), steps -> steps, journal);
    write(plan, List.of(Phase.LINKS), order::neededFirst, journal);
    write(plan, List.of(Phase.METADATA), steps -> steps, journal);
    write(plan, List.of(Phase.DELETIONS), order::neededLast, journal);
    write(plan, List.of(Phase.DIRECTORIES), steps -> steps, journal);
  }

  /// Puts steps in the order they are done in.
  private interface Arranging {
    List<Step> of(List<Step> steps) throws IOException;
  }

  /// The steps of these phases in the live root, so many at a time.
  private void write(Plan plan, List<Phase> phases, Arranging arranging, JournalWriter journal)
      throws IOException {
    List<Step> together = new ArrayList<>();
    for (Phase phase : phases) {
      plan.forEachStep(
          phase,
          step -> {
            if (step instanceof Step.Swap || !trees.isBelow(step.path())) {
              live.check(step);
              together.add(step);
            }
            if (together.size() == MOST_TOGETHER) {
              addAll(arranging.of(together), journal);
              together.clear();
            }
          });
    }
    addAll(arranging.of(together), journal);
  }

  private void addAll(List<Step> steps, JournalWriter journal) throws IOException {
    for (Step step : steps) {
      add(complete(step), journal);
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
    return switch (step) {
      case Step.Create(var path, long number, _, int flags) ->
          new Step.Create(path, number, inodeOf(number), flags);
      case Step.Exchange(var path, long number, Live live, _, int flags) ->
          new Step.Exchange(path, number, live, inodeOf(number), flags);
      case Step.Swap(var path, long number, Live live, _) ->
          new Step.Swap(path, number, live, inodeOf(number));
      case Step.Narrow _, Step.Adjust _, Step.Delete _, Step.Settle _, Step.Dissolve _ -> step;
    };
  }

  /// XFS moves the mtime of a directory that is exchanged. The step after gives a new one its own again; an old one gets its
  /// own by the step before, when the commit is taken back.
  private void add(Step complete, JournalWriter journal) throws IOException {
    if (complete instanceof Step.Exchange exchange) {
      keepTime(complete.path(), live.stat(complete.path()), journal);
      journal.add(complete);
      keepTime(complete.path(), news.statIfPresent(name(exchange.number())), journal);
    } else {
      journal.add(complete);
    }
  }

  private static void keepTime(RelativePath path, @Nullable Stat stat, JournalWriter journal)
      throws IOException {
    if (stat != null && stat.kind() == Kind.DIRECTORY) {
      ModeAndTime same =
          new ModeAndTime(ModeAndTime.NO_MODE, stat.mtimeSeconds(), stat.mtimeNanos());
      journal.add(new Step.Adjust(path, Live.of(stat), same, same));
    }
  }

  private long inodeOf(long number) throws IOException {
    return news.stat(name(number)).inode();
  }

  private static Bytes name(long number) {
    return Bytes.of(Long.toString(number));
  }
}
