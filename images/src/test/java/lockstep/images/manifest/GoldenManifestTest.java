package lockstep.images.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import lockstep.images.IntegrityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that were written once and never again: today's reader must understand, or refuse, the oldest.
class GoldenManifestTest {
  @Test
  void theValidManifestOfVersionOneIsRead() throws IOException {
    assertThat(RawManifest.read(golden("valid"))).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cut",
        "unsorted",
        "duplicate",
        "below-a-symlink",
        "leaves-the-root",
        "link-to-a-later-file",
        "sizes-do-not-add-up",
        "totals",
        "device-number"
      })
  void brokenManifestsAreRefused(String fault) throws IOException {
    byte[] broken = golden("broken-" + fault);
    assertThatThrownBy(() -> RawManifest.read(broken)).isInstanceOf(IntegrityException.class);
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in =
        GoldenManifestTest.class.getResourceAsStream("/golden/manifest-v1/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
