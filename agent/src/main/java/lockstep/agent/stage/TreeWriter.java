package lockstep.agent.stage;

import java.io.IOException;
import java.util.Objects;
import java.util.function.LongConsumer;
import lockstep.agent.stage.StageList.Place;
import lockstep.agent.stage.StageList.Staging;
import lockstep.agent.stage.StagedTrees.Owned;
import lockstep.excludes.Bytes;
import lockstep.images.Entry;
import lockstep.images.tree.Directory;
import lockstep.images.tree.FileHandle;

/// Writes what a plan stages, in path order. Not for several threads.
final class TreeWriter {
  private final ContentWriter contents;
  private final ContentPool pool;
  private final LongConsumer progress;

  /// @param progress told of the bytes of each file that is written here
  TreeWriter(ContentWriter contents, ContentPool pool, LongConsumer progress) {
    this.contents = contents;
    this.pool = pool;
    this.progress = progress;
  }

  void write(StageList list, OriginSpool.Reader origins, StagedTrees trees) throws IOException {
    for (Staging staging = list.next(); staging != null; staging = list.next()) {
      trees.leaveFor(staging.place());
      if (staging.entry() instanceof Entry.File file) {
        write(staging, file, origins.next(), trees);
      } else {
        make(staging, trees);
      }
    }
    trees.leaveFor(null);
  }

  private void write(Staging staging, Entry.File file, Origin origin, StagedTrees trees)
      throws IOException {
    Place place = staging.place();
    Directory parent = trees.parent(place);
    Bytes name = StagedTrees.name(place);
    boolean taken =
        origin.equals(new Origin.Pooled(Origin.Use.LAST))
            && pool.take(file.content().hash(), parent, name);
    if (!taken) {
      try (FileHandle handle = parent.createFile(name, 0600)) {
        contents.write(file, staging.content().firstChunk(), origin, handle);
      }
      progress.accept(file.content().size());
    }
    trees.applyMetadata(place, file.metadata(), Owned.FILE);
  }

  private static void make(Staging staging, StagedTrees trees) throws IOException {
    Place place = staging.place();
    Directory parent = trees.parent(place);
    Bytes name = StagedTrees.name(place);
    switch (staging.entry()) {
      case Entry.File _ -> throw new IllegalArgumentException("files have content");
      case Entry.Directory directory -> trees.makeDirectory(place, directory.metadata());
      case Entry.HardLink _ -> trees.makeLink(place, Objects.requireNonNull(staging.linkTo()));
      case Entry.Symlink symlink -> {
        parent.makeSymlink(name, symlink.target());
        trees.applyMetadata(place, symlink.metadata(), Owned.SYMLINK);
      }
      case Entry.Device device -> {
        parent.makeDevice(name, device.kind(), 0600, device.major(), device.minor());
        trees.applyMetadata(place, device.metadata(), Owned.NODE);
      }
      case Entry.Fifo fifo -> {
        parent.makeFifo(name, 0600);
        trees.applyMetadata(place, fifo.metadata(), Owned.NODE);
      }
    }
  }
}
