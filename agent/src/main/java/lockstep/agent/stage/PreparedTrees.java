package lockstep.agent.stage;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lockstep.agent.index.IndexUpdate;
import lockstep.agent.order.StepOrder;
import lockstep.agent.order.SwapOrder;
import lockstep.agent.plan.Live;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.Step;
import lockstep.agent.plan.TreeSwap;
import lockstep.agent.root.DirectoryMetadata;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Metadata;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Guard;
import lockstep.images.tree.Kind;
import lockstep.images.tree.PathFilter;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.Stat;
import lockstep.images.tree.TreeScanner;
import lockstep.images.tree.TreeVisitor;
import org.jspecify.annotations.Nullable;

/// The new trees of the directories that are swapped: clones of the live ones, in which the steps below them are done. Some
/// wait until the tree is live: what one system call changes on a linked inode, and what must come after the last swap. Not
/// for several threads.
final class PreparedTrees {
  private final ManagedRoot root;
  private final PathFilter filter;
  private final Directory folder;
  private final Directory news;
  private final List<TreeSwap> swaps;
  private final SwapOrder order;
  private final Since since;

  /// The modes of directories that may hold both old and new things until they get their own.
  private final Map<RelativePath, Integer> narrowed = new HashMap<>();

  private PreparedTrees(
      ManagedRoot root,
      PathFilter filter,
      Directory folder,
      Directory news,
      List<TreeSwap> swaps,
      SwapOrder order,
      Since since) {
    this.root = root;
    this.filter = filter;
    this.folder = folder;
    this.news = news;
    this.swaps = swaps;
    this.order = order;
    this.since = since;
  }

  /// Before anything live is looked at.
  static PreparedTrees of(
      Plan plan,
      ManagedRoot root,
      PathFilter filter,
      Directory folder,
      Directory news,
      StepOrder order)
      throws IOException {
    Since since = Since.now(folder);
    return new PreparedTrees(root, filter, folder, news, plan.swaps(), order.swapsOf(plan), since);
  }

  boolean isEmpty() {
    return swaps.isEmpty();
  }

  /// In path order.
  List<TreeSwap> swaps() {
    return swaps;
  }

  /// In the order of the commit.
  List<TreeSwap> swapsInOrder() {
    return order.swaps();
  }

  /// Whether the path is, or lies below, a directory that is swapped.
  boolean isBelow(RelativePath path) {
    return find(path) != null;
  }

  /// The swap whose prepared tree the step is done in, or null when it is done in the live root.
  @Nullable TreeSwap holding(Step step) {
    boolean live = step instanceof Step.Adjust || step instanceof Step.Swap || isLate(step);
    return live ? null : find(step.path());
  }

  /// Whether the swap leaves nothing to do of the step.
  boolean isBroughtBySwaps(Step step) {
    TreeSwap swap = holding(step);
    return swap != null && !(step instanceof Step.Settle settle && isSettledLater(swap, settle));
  }

  /// Some directories need their metadata once more: the top, whose rename moves its mtime on XFS, and those that steps come
  /// to later or that would be too open too early.
  private boolean isSettledLater(TreeSwap swap, Step.Settle step) {
    RelativePath path = step.path();
    return path.equals(swap.path()) || narrowed.containsKey(path) || order.isLateIn(path);
  }

  /// Whether it is done in the live root, after the last swap.
  boolean isLate(Step step) {
    return order.isLate(step);
  }

  private @Nullable TreeSwap find(RelativePath path) {
    for (TreeSwap swap : swaps) {
      if (path.startsWith(swap.path())) {
        return swap;
      }
    }
    return null;
  }

  /// Makes them. Every live path that the plan changes was just found to be what it was made for.
  ///
  /// @throws RootChangedException when that is not so any more
  void make(Plan plan, IndexUpdate index) throws IOException {
    TreeClone clone = new TreeClone(root, filter, since, index);
    for (TreeSwap swap : swaps) {
      clone.make(swap, news);
    }
    plan.forEachStep(step -> {
      TreeSwap swap = holding(step);
      if (swap != null) {
        apply(swap, step);
      }
    });
  }

  private void apply(TreeSwap swap, Step step) throws IOException {
    switch (step) {
      case Step.Create create -> put(swap, step.path(), create.number(), create.flags());
      case Step.Exchange exchange -> {
        remove(swap, step.path());
        put(swap, step.path(), exchange.number(), exchange.flags());
      }
      case Step.Delete _ -> remove(swap, step.path());
      case Step.Settle settle -> settle(swap, settle);
      case Step.Narrow narrow -> narrowed.put(step.path(), narrow.mode());
      case Step.Adjust _, Step.Swap _, Step.Dissolve _ ->
          throw new IllegalArgumentException("not done in a prepared tree: " + step);
    }
  }

  private void put(TreeSwap swap, RelativePath path, long number, int flags) throws IOException {
    Bytes staged = Bytes.of(Long.toString(number));
    try (Directory parent = open(swap, path.parent())) {
      if (flags != 0) {
        // An earlier name of the same inode got them, and the kernel renames no flagged inode.
        news.setFlags(staged, 0);
      }
      news.renameNoReplace(staged, parent, path.name());
      if (flags != 0) {
        parent.setFlags(path.name(), flags);
      }
    }
  }

  private void remove(TreeSwap swap, RelativePath path) throws IOException {
    try (Directory parent = open(swap, path.parent())) {
      if (parent.stat(path.name()).kind() == Kind.DIRECTORY) {
        parent.removeTree(path.name());
      } else {
        parent.unlink(path.name());
      }
    }
  }

  /// The kernel renames no flagged inode, and nothing in one: such flags come later.
  private void settle(TreeSwap swap, Step.Settle step) throws IOException {
    Metadata wanted = step.wanted();
    Metadata narrow = wanted.withMode(narrowed.getOrDefault(step.path(), wanted.mode()));
    try (Directory directory = open(swap, step.path())) {
      DirectoryMetadata.apply(directory, isSettledLater(swap, step) ? narrow.withFlags(0) : narrow);
    }
  }

  private Directory open(TreeSwap swap, RelativePath path) throws IOException {
    try (Directory top = news.openChild(Bytes.of(Long.toString(swap.number())))) {
      return top.openBelow(path.below(swap.path()));
    }
  }

  /// The step as the journal has it: with the inode that is in the prepared tree now.
  Step complete(TreeSwap swap, Step step) throws IOException {
    return switch (step) {
      case Step.Create(var path, long number, _, int flags) ->
          new Step.Create(path, number, inodeOf(swap, path), flags);
      case Step.Exchange(var path, long number, Live live, _, int flags) ->
          new Step.Exchange(path, number, live, inodeOf(swap, path), flags);
      case Step.Narrow(var path, Live live, int oldMode, int mode) ->
          new Step.Narrow(path, live.with(inodeOf(swap, path)), oldMode, mode);
      case Step.Settle(var path, Live live, Metadata old, Metadata wanted) ->
          new Step.Settle(path, live.with(inodeOf(swap, path)), old, wanted);
      case Step.Delete _, Step.Adjust _, Step.Swap _, Step.Dissolve _ -> step;
    };
  }

  private long inodeOf(TreeSwap swap, RelativePath path) throws IOException {
    return stat(swap, path).inode();
  }

  /// What is in a prepared tree at a path below a swapped directory.
  Stat stat(RelativePath path) throws IOException {
    return stat(Objects.requireNonNull(find(path)), path);
  }

  private Stat stat(TreeSwap swap, RelativePath path) throws IOException {
    if (path.equals(swap.path())) {
      return news.stat(Bytes.of(Long.toString(swap.number())));
    }
    try (Directory parent = open(swap, path.parent())) {
      return parent.stat(path.name());
    }
  }

  /// Looks at every live path below the swapped directories once more, right before the commit.
  ///
  /// @throws RootChangedException when something was written there since the trees were begun
  void check() throws IOException {
    if (isEmpty()) {
      return;
    }
    Since now = Since.now(folder);
    for (TreeSwap swap : swaps) {
      PathFilter below = (path, kind) -> filter.judge(swap.path().resolve(path), kind);
      try (Directory live = LivePaths.open(root, swap.path())) {
        new TreeScanner(live, below).scan(new Check(swap.path(), now));
      }
    }
  }

  private final class Check implements TreeVisitor {
    private final RelativePath at;
    private final Since now;

    Check(RelativePath at, Since now) {
      this.at = at;
      this.now = now;
    }

    @Override
    public void visit(ScannedEntry entry) throws IOException {
      Stat stat = entry.stat();
      boolean changed =
          stat.kind() == Kind.DIRECTORY ? since.touched(stat) : since.written(stat, now);
      if (changed) {
        throw new RootChangedException(at.resolve(entry.path()));
      }
    }

    @Override
    public void leave(RelativePath directory) {}

    @Override
    public void guarded(RelativePath path, Guard why) throws IOException {
      throw new RootChangedException(at.resolve(path));
    }
  }
}
