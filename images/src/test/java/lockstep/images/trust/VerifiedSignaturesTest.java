package lockstep.images.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import lockstep.images.ContentHash;
import org.junit.jupiter.api.Test;

class VerifiedSignaturesTest {
  private static ContentHash name(String key, String message, String signature) {
    return VerifiedSignatures.name(bytes(key), bytes(message), bytes(signature));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theSameBytesInOtherPlacesAreAnotherSignature() {
    VerifiedSignatures signatures = new VerifiedSignatures();
    signatures.add(name("key", "message", "signature"));
    assertThat(signatures.holds(name("key", "message", "signature"))).isTrue();
    assertThat(signatures.holds(name("keym", "essage", "signature"))).isFalse();
    assertThat(signatures.holds(name("key", "messages", "ignature"))).isFalse();
  }

  @Test
  void thoseUsedLastAreKept() {
    VerifiedSignatures signatures = new VerifiedSignatures();
    ContentHash used = name("key", "used", "");
    signatures.add(used);
    for (int i = 0; i < 3 * VerifiedSignatures.MOST; i++) {
      signatures.add(name("key", "message " + i, ""));
      assertThat(signatures.holds(used)).as("after %d others", i + 1).isTrue();
    }
    assertThat(signatures.holds(name("key", "message 0", ""))).isFalse();
    assertThat(signatures.size()).isEqualTo(VerifiedSignatures.MOST);
  }
}
