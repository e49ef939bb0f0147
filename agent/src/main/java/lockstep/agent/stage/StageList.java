package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.StageItem;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.manifest.ManifestReader;
import org.jspecify.annotations.Nullable;

/// A plan's stage items, each with its entry of the manifest. Memory grows with the number of hard-link groups.
final class StageList implements Closeable {
  /// One thing to prepare.
  ///
  /// @param entry the manifest's, or, for a name of a file whose first name is not staged, that file under this name
  /// @param content of a file
  /// @param linkTo the place of the staged file that a hard link names again
  record Staging(StageItem item, Entry entry, ContentReference content, @Nullable Place linkTo) {
    Place place() {
      return new Place(item.number(), entry.path(), item.topLength());
    }
  }

  /// Where the manifest has a file's content.
  ///
  /// @param entry the ordinal of the file's first name
  /// @param firstChunk the ordinal of its first chunk reference
  record ContentReference(int entry, long firstChunk) {
    private static final ContentReference NONE = new ContentReference(-1, 0);
  }

  /// Where something is staged: `number` for the top of a tree, and below it the rest of its path.
  record Place(long number, RelativePath path, int topLength) {
    boolean isTop() {
      return path.lengthBytes() == topLength;
    }

    /// Below the top.
    RelativePath rest() {
      return path.below(RelativePath.ofOwned(java.util.Arrays.copyOf(path.toArray(), topLength)));
    }
  }

  private record First(Entry.File file, ContentReference content) {}

  private final ManifestReader manifest;
  private final Plan.StageItems items;
  private final Map<Long, First> firsts = new HashMap<>();
  private final Map<Long, Place> staged = new HashMap<>();

  /// @param manifest closed with this, also where this does not come about
  StageList(ManifestReader manifest, Plan plan) throws IOException {
    this.manifest = manifest;
    try {
      items = plan.stageItems();
    } catch (IOException e) {
      manifest.close();
      throw e;
    }
  }

  /// How the image's files are cut.
  ChunkSizes chunkSizes() {
    return manifest.header().chunkSizes();
  }

  /// Null after the last.
  @Nullable Staging next() throws IOException {
    StageItem item = items.next();
    if (item == null) {
      return null;
    }
    Entry entry;
    do {
      entry = Objects.requireNonNull(manifest.next(), "the plan was made from this manifest");
      if (entry instanceof Entry.File file && file.linked()) {
        firsts.put(manifest.ordinal(), new First(file, reference()));
      }
    } while (manifest.ordinal() < item.entry());
    Staging staging = staging(item, entry);
    if (staging.entry() instanceof Entry.File file && file.linked()) {
      long target = entry instanceof Entry.HardLink link ? link.target() : item.entry();
      staged.put(target, staging.place());
    }
    return staging;
  }

  private Staging staging(StageItem item, Entry entry) {
    if (!(entry instanceof Entry.HardLink link)) {
      return new Staging(item, entry, reference(), null);
    }
    Place target = staged.get(link.target());
    if (target != null) {
      return new Staging(item, link, ContentReference.NONE, target);
    }
    First first = Objects.requireNonNull(firsts.get(link.target()));
    Entry.File file =
        new Entry.File(link.path(), first.file().metadata(), first.file().content(), true);
    return new Staging(item, file, first.content(), null);
  }

  /// Of the entry that was read last.
  private ContentReference reference() {
    return new ContentReference(
        Math.toIntExact(manifest.ordinal()), manifest.firstChunkReference());
  }

  @Override
  public void close() throws IOException {
    try (items) {
      manifest.close();
    }
  }
}
