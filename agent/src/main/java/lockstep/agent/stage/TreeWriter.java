package lockstep.agent.stage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.LongConsumer;
import lockstep.agent.stage.ContentMaker.Coming;
import lockstep.agent.stage.StageList.Place;
import lockstep.agent.stage.StageList.Staging;
import lockstep.agent.stage.StagedTrees.Owned;
import lockstep.excludes.Bytes;
import lockstep.images.Entry;
import lockstep.images.tree.Directory;
import org.jspecify.annotations.Nullable;

/// Writes what a plan stages, in path order; contents are made ahead of that. Not for several threads.
final class TreeWriter {
  private final ContentMaker contents;
  private final LongConsumer progress;

  /// @param progress told of the bytes of each file that is written here
  TreeWriter(ContentMaker contents, LongConsumer progress) {
    this.contents = contents;
    this.progress = progress;
  }

  /// @param content of a file, null for all else
  private record Next(Staging staging, @Nullable Coming content) {}

  void write(StageList list, OriginSpool.Reader origins, StagedTrees trees) throws IOException {
    Deque<Next> line = new ArrayDeque<>();
    for (Staging staging = list.next(); staging != null; staging = list.next()) {
      line.add(new Next(staging, content(staging, origins)));
      if (line.size() == ContentMaker.MOST_AHEAD) {
        write(line.remove(), trees);
      }
    }
    while (!line.isEmpty()) {
      write(line.remove(), trees);
    }
    trees.leaveFor(null);
  }

  private @Nullable Coming content(Staging staging, OriginSpool.Reader origins) throws IOException {
    return staging.entry() instanceof Entry.File file
        ? contents.make(file, staging.content().firstChunk(), origins.next())
        : null;
  }

  private void write(Next next, StagedTrees trees) throws IOException {
    Place place = next.staging.place();
    trees.leaveFor(place);
    if (next.content == null || !(next.staging.entry() instanceof Entry.File file)) {
      make(next.staging, trees);
      return;
    }
    if (next.content.giveTo(trees.parent(place), StagedTrees.name(place))) {
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
