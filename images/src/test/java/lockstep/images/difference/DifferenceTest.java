package lockstep.images.difference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import lockstep.images.IntegrityException;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  @Test
  void aTargetComesBackFromItsDifference() throws IntegrityException {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      byte[] base = new byte[random.nextInt(3000)];
      int values = 1 + random.nextInt(256);
      for (int i = 0; i < base.length; i++) {
        base[i] = (byte) random.nextInt(values);
      }
      byte[] target = new byte[random.nextInt(3000)];
      for (int i = 0; i < target.length; ) {
        int length = Math.min(1 + random.nextInt(200), target.length - i);
        int from = random.nextInt(base.length + 1);
        length = Math.min(length, Math.max(1, base.length - from));
        if (random.nextInt(4) == 0 || from == base.length) {
          target[i++] = (byte) random.nextInt(values);
        } else {
          System.arraycopy(base, from, target, i, length);
          i += length;
        }
      }
      assertEquals(ByteBuffer.wrap(target), roundTrip(base, target), "seed " + seed);
    }
  }

  @Test
  void programsComeBackFromTheirDifferences() throws IOException {
    for (String[] pair :
        new String[][] {{"ls", "dir"}, {"cp", "mv"}, {"mv", "cp"}, {"ls", "true"}}) {
      byte[] target = program(pair[1]);
      assertEquals(ByteBuffer.wrap(target), roundTrip(program(pair[0]), target), pair[1]);
    }
  }

  private static byte[] program(String name) throws IOException {
    return Files.readAllBytes(Path.of("/bin", name));
  }

  /// A difference that lies makes other bytes, or is refused; nothing else.
  @Test
  void damagedStreamsMakeOtherBytesOrAreRefused() throws IOException {
    byte[] base = program("cp");
    byte[] target = program("mv");
    Difference good = DifferenceMaker.between(ByteBuffer.wrap(base), ByteBuffer.wrap(target));
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 1500; i++) {
      byte[] control = damaged(good.control(), random, i % 4 == 0);
      byte[] diff = damaged(good.diff(), random, i % 4 == 1);
      byte[] extra = damaged(good.extra(), random, i % 4 == 2);
      byte[] from = damaged(base, random, i % 4 == 3);
      survive(from, new Difference(control, diff, extra), target.length);
    }
  }

  /// A base whose headers lie: the first bytes steer all forecasts.
  @Test
  void basesWhoseHeadersLieMakeOtherBytesOrAreRefused() throws IOException {
    byte[] base = program("cp");
    byte[] target = program("mv");
    Difference good = DifferenceMaker.between(ByteBuffer.wrap(base), ByteBuffer.wrap(target));
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 1000; i++) {
      byte[] from = base.clone();
      for (int k = 0; k < 3; k++) {
        from[random.nextInt(1024)] = (byte) random.nextInt();
      }
      survive(from, good, target.length);
    }
  }

  private static byte[] damaged(byte[] bytes, SplittableRandom random, boolean really) {
    if (!really || bytes.length == 0) {
      return bytes;
    }
    byte[] damaged =
        random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
    if (damaged.length > 0) {
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return damaged;
  }

  private static void survive(byte[] base, Difference difference, int size) {
    try {
      DifferenceApplier.apply(
          ByteBuffer.wrap(base),
          ByteBuffer.wrap(difference.control()),
          ByteBuffer.wrap(difference.diff()),
          ByteBuffer.wrap(difference.extra()),
          ByteBuffer.allocate(size));
    } catch (IntegrityException e) {
      assertNotNull(e.getMessage());
    }
  }

  private static ByteBuffer roundTrip(byte[] base, byte[] target) throws IntegrityException {
    Difference difference = DifferenceMaker.between(ByteBuffer.wrap(base), ByteBuffer.wrap(target));
    ByteBuffer made = ByteBuffer.allocateDirect(target.length);
    DifferenceApplier.apply(
        ByteBuffer.wrap(base),
        ByteBuffer.wrap(difference.control()),
        ByteBuffer.wrap(difference.diff()),
        ByteBuffer.wrap(difference.extra()),
        made);
    return made;
  }
}
