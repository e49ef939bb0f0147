package lockstep.server.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lockstep.images.ContentHash;
import lockstep.images.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [ChunkStore] must do. Extend it once for each.
public abstract class ChunkStoreContract {
  /// A store, and what can be seen of it once all was said to it.
  public interface Opened extends AutoCloseable {
    ChunkStore store();

    /// Nothing more comes.
    void finish() throws IOException;

    /// The bytes that are kept of a chunk; after [#finish].
    byte[] read(Segment.Chunk chunk) throws IOException;

    /// The hashes of all references, in their order; after [#finish].
    List<ContentHash> references() throws IOException;

    @Override
    void close() throws IOException;
  }

  @TempDir Path directory;

  protected abstract Opened open(Path directory) throws IOException;

  private static byte[] bytes(int seed) {
    byte[] bytes = new byte[1000 + seed];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static Segment.Chunk chunk(byte[] bytes) {
    return new Segment.Chunk(ContentHash.of(bytes), bytes.length);
  }

  private static ChunkStore.Kept keep(ChunkStore store, int seed) throws IOException {
    byte[] bytes = bytes(seed);
    return store.keep(chunk(bytes), ByteBuffer.wrap(bytes));
  }

  @Test
  void whatWasKeptAndSettledIsThere() throws IOException {
    try (Opened opened = open(directory)) {
      for (int seed : List.of(3, 1, 2)) {
        opened.store().settle(keep(opened.store(), seed));
        opened.store().refer(chunk(bytes(seed)));
      }
      opened.finish();
      for (int seed : List.of(1, 2, 3)) {
        assertThat(opened.read(chunk(bytes(seed)))).isEqualTo(bytes(seed));
      }
    }
  }

  @Test
  void theCallersBufferIsItsOwnAgainAfterTheCall() throws IOException {
    try (Opened opened = open(directory)) {
      byte[] buffer = bytes(1);
      ChunkStore.Kept kept = opened.store().keep(chunk(bytes(1)), ByteBuffer.wrap(buffer));
      new Random(9).nextBytes(buffer);
      opened.store().settle(kept);
      opened.store().refer(chunk(bytes(1)));
      opened.finish();
      assertThat(opened.read(chunk(bytes(1)))).isEqualTo(bytes(1));
    }
  }

  @Test
  void referencesAreInTheirOrderAndMayComeAgain() throws IOException {
    try (Opened opened = open(directory)) {
      for (int seed : List.of(1, 2)) {
        opened.store().settle(keep(opened.store(), seed));
      }
      List<ContentHash> said = new ArrayList<>();
      for (int seed : List.of(2, 1, 2, 2)) {
        opened.store().refer(chunk(bytes(seed)));
        said.add(ContentHash.of(bytes(seed)));
      }
      opened.finish();
      assertThat(opened.references()).isEqualTo(said);
    }
  }

  @Test
  void aReferenceToWhatNobodyKeptIsRefused() throws IOException {
    try (Opened opened = open(directory)) {
      assertThatThrownBy(() -> opened.store().refer(chunk(bytes(1))))
          .isInstanceOf(IllegalArgumentException.class);
      opened.store().settle(keep(opened.store(), 1));
      opened.store().refer(chunk(bytes(1)));
    }
  }

  @Test
  void theSameChunkFromManyThreadsIsOneAndAllMaySettleIt() throws Exception {
    try (Opened opened = open(directory)) {
      List<Future<ChunkStore.Kept>> keeping = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        for (int k = 0; k < 200; k++) {
          int seed = k % 5;
          keeping.add(threads.submit(() -> keep(opened.store(), seed)));
        }
      }
      for (Future<ChunkStore.Kept> one : keeping) {
        opened.store().settle(one.get());
      }
      for (int seed = 0; seed < 5; seed++) {
        opened.store().refer(chunk(bytes(seed)));
      }
      opened.finish();
      for (int seed = 0; seed < 5; seed++) {
        assertThat(opened.read(chunk(bytes(seed)))).isEqualTo(bytes(seed));
      }
    }
  }
}
