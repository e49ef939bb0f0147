package lockstep.images.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import org.junit.jupiter.api.Test;

class PrefixFrameTest {
  @Test
  void aPatchHoldsOnlyWhatIsNew() throws IOException {
    byte[] base = random(3 << 20, 1);
    byte[] target = edited(base, 20);

    byte[] patch = make(base, target, 19);

    assertThat(patch.length).isLessThan(4000);
    assertThat(apply(base, patch, target.length)).isEqualTo(target);
  }

  @Test
  void everyLevelAndSizeComesBack() throws IOException {
    for (int size : new int[] {0, 1, 500, 70_000, 2_000_000}) {
      for (int level : new int[] {1, 3, 9, 15}) {
        byte[] base = random(size, size);
        byte[] target = edited(base, 3);
        assertThat(apply(base, make(base, target, level), target.length)).isEqualTo(target);
      }
    }
  }

  @Test
  void aBaseThatIsEmptyIsJustNoHelp() throws IOException {
    byte[] target = random(1000, 3);
    assertThat(apply(new byte[0], make(new byte[0], target, 19), 1000)).isEqualTo(target);
  }

  @Test
  void aBaseThatLooksLikeAZstdDictionaryIsOnlyBytes() throws IOException {
    byte[] base = random(100_000, 4);
    byte[] magic = {0x37, (byte) 0xa4, 0x30, (byte) 0xec};
    System.arraycopy(magic, 0, base, 0, magic.length);
    byte[] target = edited(base, 5);

    assertThat(apply(base, make(base, target, 19), target.length)).isEqualTo(target);
  }

  @Test
  void aPatchAppliedToAnotherBaseNeverMakesTheTarget() throws IOException {
    byte[] base = random(100_000, 5);
    byte[] target = edited(base, 5);
    byte[] patch = make(base, target, 19);
    try {
      assertThat(ContentHash.of(apply(random(100_000, 6), patch, target.length)))
          .isNotEqualTo(ContentHash.of(target));
    } catch (IntegrityException expected) {
      assertThat(expected).hasMessageContaining("does not apply");
    }
  }

  @Test
  void aPatchOfAnotherSizeThanSignedIsRefusedBeforeItIsUnpacked() throws IOException {
    byte[] base = random(1000, 7);
    byte[] patch = make(base, random(2000, 8), 19);
    for (long size : new long[] {1999, 2001, 0, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> apply(base, patch, size))
          .isInstanceOf(IntegrityException.class)
          .hasMessageContaining("where " + size + " bytes are expected");
    }
  }

  @Test
  void cutOrLongerPatchesAreRefused() throws IOException {
    byte[] base = random(5000, 9);
    byte[] target = edited(base, 4);
    byte[] patch = make(base, target, 19);
    for (int length = 0; length < patch.length; length++) {
      byte[] cut = Arrays.copyOf(patch, length);
      assertThatThrownBy(() -> apply(base, cut, target.length))
          .isInstanceOf(IntegrityException.class);
    }
    byte[] longer = Arrays.copyOf(patch, patch.length + 1);
    assertThatThrownBy(() -> apply(base, longer, target.length))
        .isInstanceOf(IntegrityException.class);
  }

  private static byte[] make(byte[] base, byte[] target, int level) throws IOException {
    try (OffHeap from = OffHeap.copyOf(ByteBuffer.wrap(base));
        OffHeap to = OffHeap.copyOf(ByteBuffer.wrap(target));
        OffHeap patch = PrefixFrame.make(from, to, level)) {
      return bytes(patch);
    }
  }

  private static byte[] apply(byte[] base, byte[] patch, long size) throws IOException {
    try (OffHeap from = OffHeap.copyOf(ByteBuffer.wrap(base));
        OffHeap target = PrefixFrame.unpack(from, ByteBuffer.wrap(patch), size)) {
      return bytes(target);
    }
  }

  private static byte[] bytes(OffHeap memory) {
    byte[] bytes = new byte[Math.toIntExact(memory.sizeBytes())];
    memory.buffer().get(bytes);
    return bytes;
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] edited(byte[] base, int edits) {
    byte[] copy = Arrays.copyOf(base, base.length + edits);
    Random random = new Random(edits);
    for (int i = 0; i < edits; i++) {
      copy[random.nextInt(copy.length)] ^= (byte) 0x55;
    }
    return copy;
  }
}
