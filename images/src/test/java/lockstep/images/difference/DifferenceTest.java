package lockstep.images.difference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import lockstep.images.IntegrityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DifferenceTest {
  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aTargetOfMovedAndChangedPiecesComesBack(int seed) throws IntegrityException {
    Random random = new Random(seed);
    byte[] base = new byte[random.nextInt(6000)];
    int values = 1 + random.nextInt(256);
    for (int i = 0; i < base.length; i++) {
      base[i] = (byte) random.nextInt(values);
    }
    assertComesBack(base, pieces(base, random));
  }

  private static byte[] pieces(byte[] base, Random random) {
    byte[] target = new byte[random.nextInt(6000)];
    for (int at = 0; at < target.length; ) {
      int from = random.nextInt(base.length + 1);
      int length =
          Math.min(1 + random.nextInt(300), Math.min(target.length - at, base.length - from));
      if (length == 0 || random.nextInt(4) == 0) {
        target[at++] = (byte) random.nextInt();
      } else {
        System.arraycopy(base, from, target, at, length);
        target[at + random.nextInt(length)] ^= (byte) random.nextInt();
        at += length;
      }
    }
    return target;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aProgramWhoseFunctionsComeAndGoComesBack(int seed) throws IntegrityException {
    Random random = new Random(seed);
    List<Integer> functions = new ArrayList<>(IntStream.range(0, 40).boxed().toList());
    byte[] base = SampleProgram.of(functions);
    for (int i = random.nextInt(5); i >= 0; i--) {
      functions.add(random.nextInt(functions.size()), 100 + random.nextInt(1000));
      functions.subList(0, random.nextInt(3)).clear();
    }
    byte[] target = SampleProgram.of(functions);
    assertComesBack(base, target);
    assertComesBack(target, base);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aProgramWithDamagedHeadersComesBack(int seed) throws IntegrityException {
    Random random = new Random(seed);
    byte[] base = damaged(SampleProgram.of(IntStream.range(0, 30).boxed().toList()), random);
    byte[] target = damaged(SampleProgram.of(IntStream.range(3, 33).boxed().toList()), random);
    assertComesBack(base, target);
  }

  private static byte[] damaged(byte[] program, Random random) {
    byte[] damaged = program.clone();
    for (int i = random.nextInt(8); i > 0; i--) {
      int place = random.nextInt(3);
      int at =
          switch (place) {
            case 0 -> random.nextInt(64 + 3 * 56);
            case 1 -> damaged.length - 1 - random.nextInt(9 * 64);
            default -> random.nextInt(damaged.length);
          };
      damaged[at] = (byte) (random.nextBoolean() ? random.nextInt() : 0xff);
    }
    return damaged;
  }

  /// All calls, loads, tables, symbols and relocations behind the new function differ, but follow from its place.
  @Test
  void aFunctionThatIsInsertedCostsLittleMoreThanItself() throws IntegrityException {
    List<Integer> functions = new ArrayList<>(IntStream.range(0, 300).boxed().toList());
    byte[] base = SampleProgram.of(functions);
    functions.add(50, 1234);
    byte[] target = SampleProgram.of(functions);
    Difference difference = assertComesBack(base, target);
    assertThat(bytes(difference)).isLessThan(900);
  }

  @Test
  void whatIsNoProgramIsComparedByteByByte() throws IntegrityException {
    byte[] base = new byte[100_000];
    new Random(5).nextBytes(base);
    byte[] target = new byte[100_100];
    System.arraycopy(base, 0, target, 0, 50_000);
    System.arraycopy(base, 50_000, target, 50_100, 50_000);
    assertThat(bytes(assertComesBack(base, target))).isLessThan(140);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "1, 0", "1, 1", "3, 70000", "70000, 3", "0, 70000", "70000, 70000"})
  void filesOfAnyLengthComeBack(int baseSize, int targetSize) throws IntegrityException {
    assertComesBack(new byte[baseSize], new byte[targetSize]);
    byte[] other = new byte[targetSize];
    new Random(1).nextBytes(other);
    assertComesBack(new byte[baseSize], other);
  }

  private static int bytes(Difference difference) {
    return difference.control().length + difference.diff().length + difference.extra().length;
  }

  private static Difference assertComesBack(byte[] base, byte[] target) throws IntegrityException {
    ByteBuffer from = ByteBuffer.allocateDirect(base.length + 7).position(7).put(base).flip();
    from.position(7);
    Difference difference = DifferenceMaker.between(from, ByteBuffer.wrap(target));
    ByteBuffer made = ByteBuffer.allocateDirect(target.length);
    DifferenceApplier.apply(
        from,
        ByteBuffer.wrap(difference.control()),
        ByteBuffer.wrap(difference.diff()),
        ByteBuffer.wrap(difference.extra()),
        made);
    assertThat(made).isEqualTo(ByteBuffer.wrap(target));
    return difference;
  }
}
