package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import lockstep.agent.stage.StageList.Place;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Metadata;
import lockstep.images.Xattr;
import lockstep.images.tree.Directory;
import org.jspecify.annotations.Nullable;

/// The folder `new` of a transaction: a tree for each staged path, at first readable by the agent only. Not for several
/// threads.
///
/// A directory gets its metadata when everything below it is there: a read-only one could not be filled otherwise, and its
/// mtime would move.
final class StagedTrees implements Closeable {
  private record Pending(Place place, Metadata metadata) {}

  private record Held(long number, RelativePath rest, Directory directory) {}

  private final Directory news;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private @Nullable Held held;

  StagedTrees(Directory news) {
    this.news = news;
  }

  /// Finishes directories that `next`, which comes later in path order, is not below. Null finishes all.
  void leaveFor(@Nullable Place next) throws IOException {
    while (!pending.isEmpty() && !holds(pending.peek().place, next)) {
      Pending done = pending.pop();
      release();
      applyMetadata(done.place, done.metadata, Owned.DIRECTORY);
    }
  }

  private static boolean holds(Place directory, @Nullable Place next) {
    return next != null
        && next.number() == directory.number()
        && next.path().startsWith(directory.path());
  }

  /// The directory that `place` lies in. Stays open until the next call.
  Directory parent(Place place) throws IOException {
    if (place.isTop()) {
      return news;
    }
    RelativePath rest = place.rest().parent();
    Held open = held;
    if (open == null || open.number != place.number() || !open.rest.equals(rest)) {
      release();
      try (Directory top = news.openChild(topName(place))) {
        open = new Held(place.number(), rest, top.openBelow(rest));
      }
      held = open;
    }
    return open.directory;
  }

  static Bytes name(Place place) {
    return place.isTop() ? topName(place) : place.path().name();
  }

  private static Bytes topName(Place place) {
    return Bytes.of(Long.toString(place.number()));
  }

  void makeDirectory(Place place, Metadata metadata) throws IOException {
    parent(place).makeDirectory(name(place), 0700);
    pending.push(new Pending(place, metadata));
  }

  void makeLink(Place place, Place target) throws IOException {
    if (target.isTop()) {
      parent(place).makeLink(name(place), news, name(target));
      return;
    }
    try (Directory top = news.openChild(topName(target));
        Directory from = top.openBelow(target.rest().parent())) {
      int flags = from.stat(name(target)).flags();
      if (flags != 0) {
        // The kernel does not link flagged inodes.
        from.setFlags(name(target), 0);
      }
      parent(place).makeLink(name(place), from, name(target));
      if (flags != 0) {
        from.setFlags(name(target), flags);
      }
    }
  }

  /// What a staged inode can carry.
  enum Owned {
    DIRECTORY,
    FILE,
    /// Device or FIFO: no flags.
    NODE,
    /// No mode, no flags.
    SYMLINK
  }

  /// Owner, attributes, mode, time, in that order: `chown` clears setuid, and nothing may be more than the owner's before.
  /// The flags of a tree's top come after its rename.
  void applyMetadata(Place place, Metadata metadata, Owned owned) throws IOException {
    Directory parent = parent(place);
    Bytes name = name(place);
    parent.setOwner(name, metadata.uid(), metadata.gid());
    for (Xattr xattr : metadata.xattrs()) {
      parent.setXattr(name, xattr);
    }
    if (owned != Owned.SYMLINK) {
      parent.setMode(name, metadata.mode());
    }
    parent.setMtime(name, metadata.mtimeSeconds(), metadata.mtimeNanos());
    if (metadata.flags() != 0 && !place.isTop()) {
      parent.setFlags(name, metadata.flags());
    }
  }

  private void release() {
    if (held != null) {
      held.directory.close();
      held = null;
    }
  }

  @Override
  public void close() {
    release();
  }
}
