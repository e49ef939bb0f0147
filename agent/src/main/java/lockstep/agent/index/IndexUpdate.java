package lockstep.agent.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Stat;
import org.jspecify.annotations.Nullable;

/// Takes into the index that the agent itself moved an inode's ctime, by giving it another name or taking one away: the
/// content is still the one that was hashed. Not for several threads.
public final class IndexUpdate implements Closeable {
  private final Path index;
  private final Path next;
  private final IndexReader before;
  private final IndexWriter after;
  private @Nullable IndexEntry pending;

  private IndexUpdate(Path index, Path next, IndexReader before) throws IOException {
    this.index = index;
    this.next = next;
    this.before = before;
    after = IndexWriter.create(next);
  }

  /// @param index is replaced when this is [finished][#finish]
  public static IndexUpdate of(Path index) throws IOException {
    Path next = index.resolveSibling(index.getFileName() + ".next");
    IndexReader before = IndexReader.open(index);
    IndexUpdate update;
    try {
      update = new IndexUpdate(index, next, before);
    } catch (IOException e) {
      before.close();
      throw e;
    }
    try {
      update.pending = before.next();
      return update;
    } catch (IOException e) {
      update.close();
      throw e;
    }
  }

  /// One path after the other, in path order. Unless the index knew the inode as it was right before, and it has but
  /// another ctime since, what the index has of the path is dropped.
  public void moved(RelativePath path, Stat then, Stat now) throws IOException {
    copyUpTo(path);
    IndexEntry entry = pending;
    if (entry == null || !entry.path().equals(path)) {
      return;
    }
    IndexEntry moved = IndexEntry.of(path, now, entry.xattrs(), entry.hash());
    boolean untouched =
        entry.describes(then)
            && moved.inode() == entry.inode()
            && moved.size() == entry.size()
            && moved.mtimeSeconds() == entry.mtimeSeconds()
            && moved.mtimeNanos() == entry.mtimeNanos();
    if (untouched) {
      after.add(moved);
    }
    pending = before.next();
  }

  private void copyUpTo(@Nullable RelativePath path) throws IOException {
    for (IndexEntry entry = pending;
        entry != null && (path == null || entry.path().compareTo(path) < 0);
        entry = pending) {
      after.add(entry);
      pending = before.next();
    }
  }

  /// Puts the new index in the place of the old one.
  public void finish() throws IOException {
    copyUpTo(null);
    after.close();
    Files.move(next, index, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    try (before) {
      after.close();
    }
  }
}
