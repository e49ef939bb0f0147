package lockstep.images.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every store of trusted metadata does.
class MetadataStoreTest {
  private static final byte[] FIVE = "12345".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path directory;

  enum Kind {
    DIRECTORY,
    MEMORY
  }

  private MetadataStore store(Kind kind) {
    return switch (kind) {
      case DIRECTORY -> new MetadataDirectory(directory);
      case MEMORY -> new MetadataMemory();
    };
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsReadUnlessItIsLongerThanItCouldBe(Kind kind) throws IOException {
    MetadataStore store = store(kind);
    store.write("a.json", FIVE);
    assertThat(store.read("a.json", 6).orElseThrow()).isEqualTo(FIVE);
    assertThat(store.read("a.json", 5).orElseThrow()).isEqualTo(FIVE);
    assertThat(store.read("a.json", 4)).isEmpty();
    assertThat(store.read("b.json", 5)).isEmpty();
    store.write("a.json", new byte[0]);
    assertThat(store.read("a.json", 0).orElseThrow()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsForgottenIsNotThere(Kind kind) throws IOException {
    MetadataStore store = store(kind);
    assertThat(store.holds("a.json")).isFalse();
    store.write("a.json", FIVE);
    store.write("b.json", FIVE);
    assertThat(store.holds("a.json")).isTrue();
    store.delete("a.json");
    store.delete("a.json");
    assertThat(store.holds("a.json")).isFalse();
    assertThat(store.holds("b.json")).isTrue();
    store.clear();
    assertThat(store.holds("b.json")).isFalse();
  }

  @Test
  void aNameIsKeptAsLongAsItFits() {
    String longest = "r".repeat(MetadataStore.MAX_QUOTED_ROLE);
    assertThat(MetadataStore.fileOf(longest)).isEqualTo(longest + ".json");
    assertThat(MetadataStore.fileOf(longest + "r")).startsWith("%").hasSize(1 + 64 + 5);
  }
}
