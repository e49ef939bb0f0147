package lockstep.images.gzip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Against zlib, as Java and Python carry it.
class ZlibTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  /// Compresses every file of a directory.
  private static final String PROGRAM =
      """
      import pathlib, sys, zlib
      level, memory = int(sys.argv[1]), int(sys.argv[2])
      for file in list(pathlib.Path(sys.argv[3]).iterdir()):
          encoder = zlib.compressobj(level, zlib.DEFLATED, 31, memory)
          packed = encoder.compress(file.read_bytes()) + encoder.flush()
          file.write_bytes(packed)
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {6, 9})
  void whatJavaWritesIsOpenedAndMadeAgain(int level) throws IOException {
    for (Map.Entry<String, byte[]> sample : Texts.ALL.entrySet()) {
      OpenedGzip opened = Reopening.open(java(sample.getValue(), level), sample.getKey());

      assertThat(opened.text().remaining()).isEqualTo(sample.getValue().length);
    }
  }

  @ParameterizedTest
  @CsvSource({"9,9", "9,8", "6,8", "6,9", "1,8", "3,8", "4,8"})
  void whatPythonWritesIsOpenedAndMadeAgain(int level, int memory) throws IOException {
    assumeThat(Files.isExecutable(PYTHON)).isTrue();
    for (Map.Entry<String, byte[]> sample : Texts.ALL.entrySet()) {
      Files.write(directory.resolve(sample.getKey()), sample.getValue());
    }
    python(level, memory);

    for (String name : Texts.ALL.keySet()) {
      OpenedGzip opened = Reopening.open(Files.readAllBytes(directory.resolve(name)), name);
      assertThat(opened.recipe().length()).describedAs(name).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"9,9", "9,8", "6,8", "2,9", "5,1", "7,5"})
  void everyMemLevelMakesWhatZlibMakes(int level, int memory) throws IOException {
    assumeThat(Files.isExecutable(PYTHON)).isTrue();
    byte[] text = Texts.prose(300_000);
    Path file = Files.write(directory.resolve("prose"), text);
    python(level, memory);

    assertThat(Texts.made(text, Encoder.zlib(level, memory))).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void anEncoderThatWeDoNotKnowIsNotOpened() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (OutputStream gzip = new Tuned(file, 9, Deflater.HUFFMAN_ONLY)) {
      gzip.write(Texts.prose(50_000));
    }

    assertThat(GzipOpener.open(Texts.buffer(file.toByteArray()), Texts.MAX_BYTES)).isEmpty();
  }

  private void python(int level, int memory) throws IOException {
    Programs.run(
        List.of(PYTHON.toString(), "-c", PROGRAM, "" + level, "" + memory, directory.toString()),
        new byte[0]);
  }

  private static byte[] java(byte[] text, int level) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (OutputStream gzip = new Tuned(file, level, Deflater.DEFAULT_STRATEGY)) {
      gzip.write(text);
    }
    return file.toByteArray();
  }

  /// A stream with another level than Java's own.
  private static final class Tuned extends GZIPOutputStream {
    Tuned(OutputStream to, int level, int strategy) throws IOException {
      super(to);
      def.setLevel(level);
      def.setStrategy(strategy);
    }
  }
}
