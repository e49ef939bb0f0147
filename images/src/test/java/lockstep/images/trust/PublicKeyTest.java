package lockstep.images.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublicKeyTest {
  private static final byte[] MESSAGE = {1, 2, 3};

  static Stream<SimulatedKey> keys() {
    return Stream.of(SimulatedKey.ed25519(), SimulatedKey.ecdsa(), SimulatedKey.rsa(2048));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void whatCannotBeASignatureIsNone(SimulatedKey pair) throws Exception {
    PublicKey key = PublicKey.of(pair.publicForm()).orElseThrow();
    byte[] right = HexFormat.of().parseHex(pair.signatureOver(MESSAGE).text("sig"));
    assertThat(key.verifies(MESSAGE, right)).isTrue();
    for (int length : new int[] {0, 1, 63, 65, 300}) {
      assertThat(key.verifies(MESSAGE, new byte[length])).as("%d bytes", length).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void whatWasVerifiedOnceSpeaksForItselfAlone(SimulatedKey pair) throws Exception {
    PublicKey key = PublicKey.of(pair.publicForm()).orElseThrow();
    PublicKey other = PublicKey.of(SimulatedKey.ed25519().publicForm()).orElseThrow();
    byte[] right = HexFormat.of().parseHex(pair.signatureOver(MESSAGE).text("sig"));
    byte[] wrong = right.clone();
    wrong[wrong.length - 1] ^= 1;
    for (int time = 0; time < 2; time++) {
      assertThat(key.verifies(MESSAGE, right)).isTrue();
      assertThat(key.verifies(MESSAGE, wrong)).isFalse();
      assertThat(key.verifies(new byte[] {1, 2, 4}, right)).isFalse();
      assertThat(other.verifies(MESSAGE, right)).isFalse();
    }
  }
}
