package lockstep.agent.stage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lockstep.agent.index.IndexUpdate;
import lockstep.agent.plan.TreeSwap;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Xattr;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Guard;
import lockstep.images.tree.Kind;
import lockstep.images.tree.PathFilter;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.Stat;
import lockstep.images.tree.TreeScanner;
import lockstep.images.tree.TreeVisitor;
import org.jspecify.annotations.Nullable;

/// Makes directories of its own that hold what the live ones hold: each inode under one more name, so it costs no bytes and
/// whoever writes to a file goes on writing to it. Not for several threads.
final class TreeClone {
  private final ManagedRoot root;
  private final PathFilter filter;
  private final Since since;
  private final IndexUpdate index;

  /// Inodes with several live names, whose ctime the first link of ours moved.
  private final Set<Long> linked = new HashSet<>();

  /// @param index is told of every inode that got a name
  TreeClone(ManagedRoot root, PathFilter filter, Since since, IndexUpdate index) {
    this.root = root;
    this.filter = filter;
    this.since = since;
    this.index = index;
  }

  /// @param news where the tree is made, under the swap's number
  /// @throws RootChangedException when a live path is not any more what the plan was made for
  void make(TreeSwap swap, Directory news) throws IOException {
    Bytes name = Bytes.of(Long.toString(swap.number()));
    news.makeDirectory(name, 0700);
    PathFilter below = (path, kind) -> filter.judge(swap.path().resolve(path), kind);
    try (Directory live = LivePaths.open(root, swap.path());
        Directory top = news.openChild(name);
        Linker linker = new Linker(swap.path(), top)) {
      new TreeScanner(live, below).scan(linker);
    }
  }

  private final class Linker implements TreeVisitor, AutoCloseable {
    private record Entered(RelativePath path, Stat stat, List<Xattr> xattrs) {}

    private final RelativePath at;
    private final Directory top;
    private final Deque<Entered> entered = new ArrayDeque<>();
    private @Nullable RelativePath heldPath;
    private @Nullable Directory held;

    Linker(RelativePath at, Directory top) {
      this.at = at;
      this.top = top;
    }

    @Override
    public void visit(ScannedEntry entry) throws IOException {
      RelativePath path = at.resolve(entry.path());
      Stat stat = entry.stat();
      boolean ours =
          stat.links() > 1 && stat.kind() != Kind.DIRECTORY && linked.contains(stat.inode());
      if (stat.flags() != 0 || (!ours && since.touched(stat))) {
        throw new RootChangedException(path);
      }
      if (stat.kind() == Kind.DIRECTORY) {
        if (!entry.path().isRoot()) {
          directory(entry.path().parent()).makeDirectory(entry.name(), 0700);
        }
        entered.push(new Entered(entry.path(), stat, entry.xattrs()));
        return;
      }
      directory(entry.path().parent()).makeLink(entry.name(), entry.parent(), entry.name());
      if (stat.links() > 1) {
        linked.add(stat.inode());
      }
      index.moved(path, stat, entry.parent().stat(entry.name()));
    }

    @Override
    public void leave(RelativePath left) throws IOException {
      Entered done = entered.pop();
      Directory made = directory(done.path());
      made.setOwner(done.stat().uid(), done.stat().gid());
      for (Xattr xattr : done.xattrs()) {
        made.setXattr(xattr);
      }
      made.setMode(done.stat().mode());
      made.setMtime(done.stat().mtimeSeconds(), done.stat().mtimeNanos());
    }

    @Override
    public void guarded(RelativePath path, Guard why) throws IOException {
      throw new RootChangedException(at.resolve(path));
    }

    private Directory directory(RelativePath path) throws IOException {
      Directory open = held;
      if (open != null && path.equals(heldPath)) {
        return open;
      }
      close();
      open = top.openBelow(path);
      held = open;
      heldPath = path;
      return open;
    }

    @Override
    public void close() {
      if (held != null) {
        held.close();
        held = null;
      }
    }
  }
}
