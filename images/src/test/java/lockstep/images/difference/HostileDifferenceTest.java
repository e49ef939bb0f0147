package lockstep.images.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import lockstep.images.IntegrityException;
import org.junit.jupiter.api.Test;

/// Streams that nobody made: what they make is of the right size, or they are refused; nothing else happens.
class HostileDifferenceTest {
  private static final List<Integer> FUNCTIONS = IntStream.range(0, 12).boxed().toList();

  private final byte[] base = SampleProgram.of(FUNCTIONS);
  private final byte[] target = SampleProgram.of(FUNCTIONS.reversed());
  private final Difference whole =
      DifferenceMaker.between(ByteBuffer.wrap(base), ByteBuffer.wrap(target));

  @Test
  void streamsThatEndEarlyAreRefused() {
    for (int stream = 0; stream < 3; stream++) {
      for (int length = 0; length < stream(whole, stream).length; length++) {
        Difference cut = with(stream, Arrays.copyOf(stream(whole, stream), length));
        assertThatThrownBy(() -> apply(base, cut, target.length))
            .isInstanceOf(IntegrityException.class);
      }
    }
  }

  @Test
  void streamsWithMoreBehindThemAreRefused() {
    for (int stream = 0; stream < 3; stream++) {
      byte[] bytes = stream(whole, stream);
      Difference longer = with(stream, Arrays.copyOf(bytes, bytes.length + 1));
      assertThatThrownBy(() -> apply(base, longer, target.length))
          .isInstanceOf(IntegrityException.class);
    }
  }

  @Test
  void aFlippedBitMakesAnotherFileOrNone() {
    for (int stream = 0; stream < 3; stream++) {
      for (int bit = 0; bit < stream(whole, stream).length * Byte.SIZE; bit++) {
        byte[] bytes = stream(whole, stream).clone();
        bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        assertSafe(base, with(stream, bytes), target.length);
      }
    }
  }

  @Test
  void aTargetOfAnotherSizeIsRefusedOrMadeOfAnotherFile() {
    for (int size = 0; size < target.length + 100; size += 37) {
      assertSafe(base, whole, size);
    }
  }

  @Test
  void aBaseThatIsAnotherProgramMakesAnotherFileOrNone() {
    Random random = new Random(7);
    for (int i = 0; i < 3000; i++) {
      byte[] other = base.clone();
      int at = i % 2 == 0 ? random.nextInt(64 + 3 * 56) : random.nextInt(other.length);
      other[at] = (byte) random.nextInt();
      assertSafe(i % 7 == 0 ? Arrays.copyOf(other, at) : other, whole, target.length);
    }
  }

  @Test
  void streamsOfChanceMakeAnotherFileOrNone() {
    Random random = new Random(11);
    for (int i = 0; i < 3000; i++) {
      byte[][] streams = new byte[3][];
      for (int stream = 0; stream < 3; stream++) {
        streams[stream] = new byte[random.nextInt(40)];
        random.nextBytes(streams[stream]);
        for (int k = 0; k < streams[stream].length && random.nextInt(3) > 0; k++) {
          streams[stream][k] &= 0x1f;
        }
      }
      assertSafe(base, new Difference(streams[0], streams[1], streams[2]), random.nextInt(200));
    }
  }

  @Test
  void aPlaceOutsideTheTargetIsNotWritten() {
    ByteBuffer around = ByteBuffer.allocate(target.length + 64);
    for (int bit = 0; bit < whole.control().length * Byte.SIZE; bit += 3) {
      byte[] bytes = whole.control().clone();
      bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      ByteBuffer inside = around.duplicate().position(32).limit(32 + target.length);
      applyOrRefuse(base, with(0, bytes), inside);
      assertThat(inside.position()).isEqualTo(32);
    }
    for (int i = 0; i < 32; i++) {
      assertThat(around.get(i)).isZero();
      assertThat(around.get(around.limit() - 1 - i)).isZero();
    }
  }

  private static void assertSafe(byte[] base, Difference difference, int size) {
    applyOrRefuse(base, difference, ByteBuffer.allocate(size));
  }

  private static void applyOrRefuse(byte[] base, Difference difference, ByteBuffer made) {
    try {
      apply(base, difference, made);
    } catch (IntegrityException e) {
      assertThat(e).hasMessageContaining("differ");
    }
  }

  private static void apply(byte[] base, Difference difference, int size)
      throws IntegrityException {
    apply(base, difference, ByteBuffer.allocate(size));
  }

  private static void apply(byte[] base, Difference difference, ByteBuffer made)
      throws IntegrityException {
    DifferenceApplier.apply(
        ByteBuffer.wrap(base),
        ByteBuffer.wrap(difference.control()),
        ByteBuffer.wrap(difference.diff()),
        ByteBuffer.wrap(difference.extra()),
        made);
  }

  private static byte[] stream(Difference difference, int stream) {
    return switch (stream) {
      case 0 -> difference.control();
      case 1 -> difference.diff();
      default -> difference.extra();
    };
  }

  private Difference with(int stream, byte[] bytes) {
    return new Difference(
        stream == 0 ? bytes : whole.control(),
        stream == 1 ? bytes : whole.diff(),
        stream == 2 ? bytes : whole.extra());
  }
}
