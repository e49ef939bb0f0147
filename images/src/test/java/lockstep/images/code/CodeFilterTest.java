package lockstep.images.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeFilterTest {
  private static final int CODE_FROM = 120;

  /// Headers of an ELF file whose one segment, if `length` allows, is code.
  private static byte[] program(int length, long offset, long size) {
    ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    file.putShort(18, (short) 62).putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 1);
    file.putInt(64, 1).putInt(68, 5).putLong(72, offset).putLong(96, size);
    return file.array();
  }

  private static byte[] there(byte[] file) {
    byte[] changed = file.clone();
    CodeFilter.makeAbsolute(ByteBuffer.wrap(changed));
    return changed;
  }

  private static byte[] back(byte[] file) {
    byte[] changed = file.clone();
    CodeFilter.makeRelative(ByteBuffer.wrap(changed));
    return changed;
  }

  @Test
  void callsOfOneFunctionLookAlike() {
    byte[] file = program(400, 0, 400);
    for (int at : List.of(130, 200, 300)) {
      file[at] = (byte) 0xe8;
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 1, 350 - (at + 5));
    }
    byte[] changed = there(file);
    for (int at : List.of(130, 200, 300)) {
      assertThat(ByteBuffer.wrap(changed).getInt(at + 1)).isEqualTo(350);
    }
    assertThat(back(changed)).isEqualTo(file);
  }

  /// Bytes of which every second looks like a part of an instruction.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyBytesComeBack(long seed) {
    byte[] telling = {
      (byte) 0xe8,
      (byte) 0xe9,
      (byte) 0xff,
      0x15,
      0x25,
      0x48,
      (byte) 0x8b,
      (byte) 0x8d,
      5,
      0x0d,
      0,
      -1
    };
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      byte[] file = program(CODE_FROM + random.nextInt(3000), 0, 0);
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(96, file.length);
      for (int i = CODE_FROM; i < file.length; i++) {
        file[i] =
            random.nextBoolean()
                ? telling[random.nextInt(telling.length)]
                : (byte) random.nextInt(256);
      }
      assertThat(back(there(file))).isEqualTo(file);
    }
  }

  @Test
  void headersThatLieHarmNothing() {
    for (long offset : new long[] {-1, Long.MIN_VALUE, 0, 64, 399, 400, Long.MAX_VALUE}) {
      for (long size : new long[] {-1, 0, 1, 6, 400, 401, Long.MAX_VALUE, Long.MIN_VALUE}) {
        byte[] file = program(400, offset, size);
        file[200] = (byte) 0xe8;
        assertThat(back(there(file))).isEqualTo(file);
      }
    }
    for (int length = 0; length < 130; length++) {
      byte[] cut = java.util.Arrays.copyOf(program(400, 0, 400), length);
      assertThat(CodeFilter.applies(ByteBuffer.wrap(cut))).isFalse();
      assertThat(back(there(cut))).isEqualTo(cut);
    }
  }

  @Test
  void theProgramsOfThisMachineComeBack() throws IOException {
    try (var files = Files.list(Path.of("/usr/bin"))) {
      for (Path path : files.filter(Files::isRegularFile).sorted().limit(100).toList()) {
        byte[] file = Files.readAllBytes(path);
        assertThat(back(there(file))).as(path.toString()).isEqualTo(file);
      }
    }
  }

  /// What `ls` is compressed to shows that its tables were foretold: 8 bytes a function that say nothing new.
  @Test
  void theSearchTableOfAProgramIsForetold() throws IOException {
    byte[] file = Files.readAllBytes(Path.of("/bin/ls"));
    ByteBuffer in = ByteBuffer.wrap(there(file)).order(ByteOrder.LITTLE_ENDIAN);
    ProgramHeaders.Segment table =
        ProgramHeaders.of(in).stream()
            .filter(segment -> segment.type() == 0x6474e550)
            .findFirst()
            .orElseThrow();
    int functions = in.getInt(table.offset() + 8);
    int foretold = 0;
    for (int i = 0; i < functions; i++) {
      foretold += in.getLong(table.offset() + 12 + 8 * i) == 0 ? 1 : 0;
    }
    assertThat(functions).isPositive();
    assertThat(foretold).isEqualTo(functions);
  }
}
