package lockstep.server.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.Segment;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.chunk.Chunker;
import lockstep.server.work.OrderedWork;

/// Reads files, cuts them and hands their chunks to the store. A small file is one piece of work for any thread; a large
/// one is read and cut by the calling thread, so that it needs no more memory than a small one, and each chunk is work
/// for any thread.
final class FileReaders {
  /// The largest file that is read by a thread of its own, in bytes.
  static final int SMALL_BYTES = 4 << 20;

  private final ChunkSizes sizes;
  private final ChunkStore store;
  private final OrderedWork work;
  private final ConcurrentLinkedQueue<Chunker> idle = new ConcurrentLinkedQueue<>();

  FileReaders(ChunkSizes sizes, ChunkStore store, OrderedWork work) {
    this.sizes = sizes;
    this.store = store;
    this.work = work;
  }

  /// Fills `body` when its turn comes.
  ///
  /// @param source closed when it was read; if it is large, before this returns
  void read(RelativePath path, FileSource source, Body body) throws IOException {
    if (source.size() <= SMALL_BYTES) {
      work.add(
          new SmallFile(path, source),
          source.size(),
          file -> {
            for (ChunkStore.Kept kept : file.kept) {
              store.settle(kept);
            }
            body.read(file.content, file.noise);
          });
    } else {
      try (source) {
        readLarge(path, source, body);
      }
    }
  }

  private record ReadFile(Content content, Noise noise, List<ChunkStore.Kept> kept) {}

  private final class SmallFile implements OrderedWork.Task<ReadFile> {
    private final RelativePath path;
    private final FileSource source;
    private final List<ChunkStore.Kept> kept = new ArrayList<>(2);
    private Noise noise = Noise.NONE;

    SmallFile(RelativePath path, FileSource source) {
      this.path = path;
      this.source = source;
    }

    @Override
    public ReadFile run() throws IOException {
      try (source) {
        Content content = cut(source, this::keep);
        source.verify();
        return new ReadFile(content, noise, kept);
      }
    }

    private void keep(long position, Segment.Chunk chunk, ByteBuffer plain) throws IOException {
      if (position == 0) {
        noise = Noise.of(path, plain);
      }
      kept.add(store.keep(chunk, plain));
    }

    @Override
    public void discard() {
      source.close();
    }
  }

  private void readLarge(RelativePath path, FileSource source, Body body) throws IOException {
    Noise[] noise = {Noise.NONE};
    Content content =
        cut(
            source,
            (position, chunk, plain) -> {
              if (position == 0) {
                noise[0] = Noise.of(path, plain);
              }
              byte[] bytes = new byte[plain.remaining()];
              plain.get(bytes);
              work.add(
                  () -> store.keep(chunk, ByteBuffer.wrap(bytes)), bytes.length, store::settle);
            });
    source.verify();
    work.then(() -> body.read(content, noise[0]));
  }

  private Content cut(FileSource source, lockstep.images.chunk.ChunkSink sink) throws IOException {
    Chunker free = idle.poll();
    Chunker chunker = free != null ? free : new Chunker(sizes);
    Content content = chunker.chunk(source, sink);
    idle.add(chunker);
    return content;
  }
}
