package lockstep.images.manifest;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.Segment;
import org.jspecify.annotations.Nullable;

/// What must hold between the entries of a manifest, whoever wrote it.
final class ManifestRules {
  /// From the root to the directory that holds the last entry, or is it.
  private final Deque<RelativePath> directories = new ArrayDeque<>();

  private final BitSet linkedFiles = new BitSet();
  private final BitSet filesWithoutSecondName = new BitSet();
  private @Nullable RelativePath last;
  private int entries;
  private long files;
  private long totalBytes;
  private long chunkReferences;

  /// Checks the next entry against all before it, and counts it.
  void accept(Entry entry) throws IntegrityException {
    checkPlace(entry.path());
    if (entries == ManifestFormat.MAX_ENTRIES) {
      throw refused(entry, "is one more entry than the limit of " + ManifestFormat.MAX_ENTRIES);
    }
    switch (entry) {
      case Entry.Directory directory -> directories.push(directory.path());
      case Entry.File file -> acceptFile(file);
      case Entry.HardLink link -> acceptLink(link);
      case Entry.Symlink _, Entry.Device _, Entry.Fifo _ -> {}
    }
    if (entries == 0 && !(entry instanceof Entry.Directory)) {
      throw refused(entry, "is the root and no directory");
    }
    last = entry.path();
    entries++;
  }

  private void checkPlace(RelativePath path) throws IntegrityException {
    if (last == null) {
      if (!path.isRoot()) {
        throw new IntegrityException("the first entry is %s, not the root".formatted(path));
      }
      return;
    }
    int order = path.compareTo(last);
    if (order <= 0) {
      throw new IntegrityException(
          order == 0
              ? "%s stands twice".formatted(path)
              : "%s stands after %s, out of path order".formatted(path, last));
    }
    RelativePath parent = path.parent();
    while (!directories.isEmpty() && !parent.equals(directories.peek())) {
      directories.pop();
    }
    if (directories.isEmpty()) {
      throw new IntegrityException("%s: its parent is no directory of this image".formatted(path));
    }
  }

  private void acceptFile(Entry.File file) {
    files++;
    totalBytes = Math.addExact(totalBytes, file.content().size());
    for (Segment segment : file.content().segments()) {
      if (segment instanceof Segment.Chunk) {
        chunkReferences++;
      }
    }
    if (file.linked()) {
      linkedFiles.set(entries);
      filesWithoutSecondName.set(entries);
    }
  }

  private void acceptLink(Entry.HardLink link) throws IntegrityException {
    long target = link.target();
    if (target < 0 || target >= entries || !linkedFiles.get((int) target)) {
      throw refused(link, "is a hard link to entry %d, no linked file before it".formatted(target));
    }
    filesWithoutSecondName.clear((int) target);
  }

  /// Ordinals of the linked files that no hard link has named yet.
  BitSet filesWithoutSecondName() {
    return filesWithoutSecondName;
  }

  ManifestTotals finish() throws IntegrityException {
    if (entries == 0) {
      throw new IntegrityException("the manifest has no entries, not even the root");
    }
    if (!filesWithoutSecondName.isEmpty()) {
      throw new IntegrityException(
          "entry %d says it has more names, and none follows"
              .formatted(filesWithoutSecondName.nextSetBit(0)));
    }
    return totals();
  }

  ManifestTotals totals() {
    return new ManifestTotals(entries, files, totalBytes, chunkReferences);
  }

  @Nullable RelativePath last() {
    return last;
  }

  private static IntegrityException refused(Entry entry, String fault) {
    return new IntegrityException(entry.path() + " " + fault);
  }
}
