package lockstep.images.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Segment;
import org.junit.jupiter.api.Test;

class ChunkerTest {
  private static final int BLOCK = Chunker.BLOCK_BYTES;

  @Test
  void theGearTableIsPartOfTheFormat() {
    ByteBuffer table = ByteBuffer.allocate(256 * Long.BYTES);
    table.asLongBuffer().put(Gear.table());

    assertThat(ContentHash.of(table.array()).toString())
        .isEqualTo("37135e697db978dc41fb200b323563bf185efb705a56ce14d2250cfde9e59b61");
  }

  @Test
  void theCutsAreThoseOfTheFormat() throws IOException {
    Content content = chunk(random(1 << 20, 1));

    assertThat(content.segments().stream().map(Segment::length))
        .containsExactly(
            66472L, 75819L, 66149L, 73637L, 75132L, 94189L, 99569L, 71556L, 87601L, 32883L, 36625L,
            17198L, 68126L, 21399L, 79361L, 69328L, 13532L);
  }

  @Test
  void chunksAddUpToTheFileInOrder() throws IOException {
    byte[] file = random(3_000_000, 2);
    ByteArrayOutputStream seen = new ByteArrayOutputStream();

    Content content =
        new Chunker(ChunkSizes.STANDARD)
            .chunk(
                source(file, 77_777),
                (position, chunk, plain) -> {
                  assertThat(position).isEqualTo(seen.size());
                  byte[] bytes = new byte[plain.remaining()];
                  plain.get(bytes);
                  assertThat(chunk)
                      .isEqualTo(new Segment.Chunk(ContentHash.of(bytes), bytes.length));
                  seen.write(bytes);
                });

    assertThat(seen.toByteArray()).isEqualTo(file);
    assertThat(content.hash()).isEqualTo(ContentHash.of(file));
    assertThat(content.size()).isEqualTo(file.length);
  }

  @Test
  void howReadsAreSplitChangesNothing() throws IOException {
    byte[] file = random(2_000_000, 3);
    Arrays.fill(file, 700_000, 1_300_000, (byte) 0);

    Content inOneRead = chunk(file);
    for (int readBytes : new int[] {1, 4095, 4096, 100_001}) {
      assertThat(new Chunker(ChunkSizes.STANDARD).chunk(source(file, readBytes), ChunkSink.NOWHERE))
          .isEqualTo(inOneRead);
    }
  }

  @Test
  void anInsertionMovesFewBoundaries() throws IOException {
    byte[] before = random(8 << 20, 4);
    byte[] after = new byte[before.length + 3];
    System.arraycopy(before, 0, after, 0, 1000);
    System.arraycopy(before, 1000, after, 1003, before.length - 1000);

    Set<Segment> known = new HashSet<>(chunk(before).segments());
    List<Segment> fresh = chunk(after).segments().stream().filter(s -> !known.contains(s)).toList();

    assertThat(fresh).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void aLongRunOfZeroBlocksIsAHoleAndAShorterOneIsData() throws IOException {
    byte[] file = new byte[BLOCK + Chunker.MIN_HOLE_BYTES + 10];
    file[0] = 1;
    file[file.length - 1] = 1;
    assertThat(chunk(file).segments())
        .extracting(Segment::length)
        .containsExactly((long) BLOCK, (long) Chunker.MIN_HOLE_BYTES, 10L);
    assertThat(chunk(file).hash()).isEqualTo(ContentHash.of(file));

    file[BLOCK] = 1;
    assertThat(chunk(file).segments()).allMatch(segment -> segment instanceof Segment.Chunk);
  }

  @Test
  void aFileOfZerosIsOneHoleAndItsUnevenTail() throws IOException {
    assertThat(chunk(new byte[1 << 20]).segments()).containsExactly(new Segment.Hole(1 << 20));
    assertThat(chunk(new byte[(1 << 20) + 5]).segments())
        .containsExactly(
            new Segment.Hole(1 << 20), new Segment.Chunk(ContentHash.of(new byte[5]), 5));
  }

  @Test
  void holesOfTheSourceAreZerosLikeAnyOther() throws IOException {
    byte[] file = random(4 << 20, 5);
    Arrays.fill(file, 1 << 20, 3 << 20, (byte) 0);

    assertThat(new Chunker(ChunkSizes.STANDARD).chunk(new SkippingSource(file), ChunkSink.NOWHERE))
        .isEqualTo(chunk(file));
  }

  @Test
  void anEmptyFileHasNoSegments() throws IOException {
    assertThat(chunk(new byte[0])).isEqualTo(Content.EMPTY);
  }

  @Test
  void sizesThatCannotBeAreRefusedAndTheSmallestPossibleAreNot() {
    assertThatThrownBy(() -> new ChunkSizes(16, 64, 256))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChunkSizes(256, 1000, 2000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChunkSizes(256, 512, 1 << 21))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new ChunkSizes(256, 512, 1024).averageBytes()).isEqualTo(512);
  }

  private static Content chunk(byte[] file) throws IOException {
    return new Chunker(ChunkSizes.STANDARD).chunk(source(file, 1 << 20), ChunkSink.NOWHERE);
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static ContentSource source(byte[] file, int readBytes) {
    ByteBuffer left = ByteBuffer.wrap(file);
    return (buffer, offset, length) -> {
      if (!left.hasRemaining()) {
        return -1;
      }
      int read = Math.min(left.remaining(), Math.min(length, readBytes));
      left.get(buffer, offset, read);
      return read;
    };
  }

  /// Knows where its zeros are.
  private static final class SkippingSource implements ContentSource {
    private final byte[] file;
    private int position;

    SkippingSource(byte[] file) {
      this.file = file;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      int read = Math.min(length, file.length - position);
      System.arraycopy(file, position, buffer, offset, read);
      position += read;
      return read == 0 ? -1 : read;
    }

    @Override
    public long skipHole() {
      int end = position;
      while (end < file.length && file[end] == 0) {
        end++;
      }
      int skipped = (end - position) / BLOCK * BLOCK;
      position += skipped;
      return skipped;
    }
  }
}
