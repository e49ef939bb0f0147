package lockstep.server.capture;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.Xattr;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.Guard;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.Stat;
import lockstep.images.tree.SystemCallException;
import lockstep.images.tree.TreeVisitor;

/// Makes entries of what the scanner finds in a directory.
final class DirectoryVisitor implements TreeVisitor {
  private final EntryCollector collector;
  private final Recollection recollection;

  /// Files with names still to come. One filesystem, so the inode number is enough.
  private final Map<Long, Linked> linked = new HashMap<>();

  private static final class Linked {
    private final Body body;
    private long namesToCome;

    Linked(Body body, long namesToCome) {
      this.body = body;
      this.namesToCome = namesToCome;
    }
  }

  DirectoryVisitor(EntryCollector collector, Recollection recollection) {
    this.collector = collector;
    this.recollection = recollection;
  }

  @Override
  public void visit(ScannedEntry entry) throws IOException {
    try {
      take(entry);
    } catch (SystemCallException e) {
      throw DirectoryTree.unreadable(entry.path().toString(), e);
    }
  }

  private void take(ScannedEntry entry) throws IOException {
    RelativePath path = entry.path();
    switch (entry.stat().kind()) {
      case DIRECTORY -> collector.node(new Entry.Directory(path, metadata(entry)));
      case FILE -> takeFile(entry);
      case SYMLINK ->
          collector.node(
              new Entry.Symlink(path, metadata(entry), entry.parent().readSymlink(entry.name())));
      case CHARACTER_DEVICE -> collector.node(device(entry, Entry.DeviceKind.CHARACTER));
      case BLOCK_DEVICE -> collector.node(device(entry, Entry.DeviceKind.BLOCK));
      case FIFO -> collector.node(new Entry.Fifo(path, metadata(entry)));
      case SOCKET -> collector.socket(path);
      case UNKNOWN ->
          throw new ProblemException(
              new Problem("E-READ", path.toString(), "is of no kind Linux has", "exclude it"));
    }
  }

  private static Entry.Device device(ScannedEntry entry, Entry.DeviceKind kind) throws IOException {
    Stat stat = entry.stat();
    return new Entry.Device(
        entry.path(), metadata(entry), kind, stat.deviceMajor(), stat.deviceMinor());
  }

  private void takeFile(ScannedEntry entry) throws IOException {
    Stat stat = entry.stat();
    Linked known = stat.links() > 1 ? linked.get(stat.inode()) : null;
    if (known == null) {
      Body body = firstName(entry);
      if (stat.links() > 1) {
        linked.put(stat.inode(), new Linked(body, stat.links() - 1));
      }
    } else {
      collector.file(entry.path(), known.body);
      if (--known.namesToCome == 0) {
        linked.remove(stat.inode());
      }
    }
  }

  private Body firstName(ScannedEntry entry) throws IOException {
    RelativePath path = entry.path();
    Stat stat = entry.stat();
    boolean mayHaveMore = stat.links() > 1;
    Recollection.Remembered remembered = recollection.find(path, stat);
    Body body;
    if (remembered != null) {
      body = new Body(metadata(stat, remembered.xattrs()), mayHaveMore);
      collector.recall(body, remembered.content(), remembered.noise());
    } else {
      body = new Body(metadata(entry), mayHaveMore);
      collector.read(path, open(entry), body);
    }
    collector.file(path, body);
    collector.then(() ->
        recollection.learn(
            path,
            stat,
            new Recollection.Remembered(body.metadata().xattrs(), body.content(), body.noise())));
    return body;
  }

  private static FileContent open(ScannedEntry entry) throws IOException {
    FileHandle file = entry.parent().openRead(entry.name());
    return new FileContent(file, entry.path(), entry.stat());
  }

  private static Metadata metadata(ScannedEntry entry) throws IOException {
    return metadata(entry.stat(), entry.xattrs());
  }

  private static Metadata metadata(Stat stat, List<Xattr> xattrs) {
    return new Metadata(
        stat.mode(),
        stat.uid(),
        stat.gid(),
        stat.mtimeSeconds(),
        stat.mtimeNanos(),
        xattrs,
        stat.flags());
  }

  @Override
  public void leave(RelativePath directory) {}

  /// What is not in the image; a mount point's content is another filesystem's.
  @Override
  public void guarded(RelativePath path, Guard why) {
    if (why == Guard.MOUNT_POINT) {
      collector.mountPoint(path);
    }
  }
}
