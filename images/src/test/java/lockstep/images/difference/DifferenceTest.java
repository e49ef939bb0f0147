package lockstep.images.difference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Random;
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
