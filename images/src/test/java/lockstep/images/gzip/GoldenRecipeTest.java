package lockstep.images.gzip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import lockstep.excludes.Bytes;
import lockstep.images.IntegrityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Recipes that were written once and never again: today's maker must understand, or refuse, the oldest.
class GoldenRecipeTest {
  @ParameterizedTest
  @ValueSource(strings = {"split", "zlib", "members"})
  void aValidRecipeOfVersionOneMakesItsFile(String name) throws IOException {
    byte[] file = golden("valid-" + name + ".gz");
    Bytes recipe = Bytes.copyOf(golden("valid-" + name));
    ByteBuffer made = ByteBuffer.allocate(file.length);

    GzipMaker.make(text(), recipe, made);

    assertThat(made).isEqualTo(ByteBuffer.wrap(file));
    assertThat(GzipOpener.open(ByteBuffer.wrap(file), Texts.MAX_BYTES).orElseThrow().recipe())
        .isEqualTo(recipe);
  }

  @Test
  void theSplitFileHasABlockThatOnlyGnuGzipEndsThere() throws IOException {
    byte[] split = golden("valid-split.gz");

    assertThat(Texts.made(golden("text"), Encoder.gnu(9))).isEqualTo(split);
    assertThat(Texts.made(golden("text"), Encoder.zlib(9, 9))).isNotEqualTo(split);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "empty",
        "cut",
        "version",
        "encoder",
        "other-encoder",
        "header-beyond-the-end",
        "text-beyond-the-end",
        "number-without-end",
        "unknown-mark",
        "nothing-trails",
        "more-after-the-end",
        "too-long"
      })
  void brokenRecipesAreRefused(String fault) throws IOException {
    Bytes broken = Bytes.copyOf(golden("broken-" + fault));
    ByteBuffer into = ByteBuffer.allocate(golden("valid-split.gz").length);

    assertThatThrownBy(() -> GzipMaker.make(text(), broken, into))
        .isInstanceOf(IntegrityException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1000, -1, 1, 1000})
  void aFileOfAnotherSizeIsRefusedAndNothingWrittenBeyondIt(int more) throws IOException {
    int size = golden("valid-split.gz").length + more;
    Bytes recipe = Bytes.copyOf(golden("valid-split"));
    ByteBuffer into = ByteBuffer.allocate(size + 100).limit(size);

    assertThatThrownBy(() -> GzipMaker.make(text(), recipe, into))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("does not make a file of %d bytes".formatted(size));
    assertThat(into.limit(size + 100).slice(size, 100)).isEqualTo(ByteBuffer.allocate(100));
  }

  @Test
  void anotherTextIsRefusedOrMakesAnotherFile() throws IOException {
    Bytes recipe = Bytes.copyOf(golden("valid-split"));
    ByteBuffer into = ByteBuffer.allocate(golden("valid-split.gz").length);

    assertThatThrownBy(() -> GzipMaker.make(Texts.buffer(new byte[100]), recipe, into))
        .isInstanceOf(IntegrityException.class);
  }

  @Test
  void aRecipeWithAnyByteChangedIsRefusedOrMakesSomeFileButNeverFailsOtherwise()
      throws IOException {
    byte[] recipe = golden("valid-members");
    ByteBuffer into = ByteBuffer.allocate(golden("valid-members.gz").length);
    for (int at = 0; at < recipe.length; at++) {
      for (int value = 0; value < 256; value += 17) {
        byte[] changed = recipe.clone();
        changed[at] = (byte) value;
        assertThatCode(() -> attempt(changed, into)).doesNotThrowAnyException();
      }
    }
  }

  private static void attempt(byte[] recipe, ByteBuffer into) {
    try {
      GzipMaker.make(Texts.buffer(Texts.prose(2000)), Bytes.copyOf(recipe), into);
    } catch (IntegrityException e) {
      assertThat(e).hasMessageContaining("gzip recipe");
    }
  }

  private static ByteBuffer text() throws IOException {
    return ByteBuffer.wrap(golden("text"));
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in =
        GoldenRecipeTest.class.getResourceAsStream("/golden/gzip-recipe-v1/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
