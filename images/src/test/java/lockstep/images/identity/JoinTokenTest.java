package lockstep.images.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockstep.images.ContentHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinTokenTest {
  private static final JoinToken TOKEN =
      new JoinToken(
          -2, Secret.draw(), ContentHash.of(new byte[] {1}), ContentHash.of(new byte[] {2}));

  @Test
  void aTokenSurvivesBeingWrittenDown() {
    JoinToken read = JoinToken.parse(TOKEN.text());
    assertThat(read.text()).isEqualTo(TOKEN.text());
    assertThat(read.id()).isEqualTo(-2);
    assertThat(read.secret().isOf(TOKEN.secret().hash())).isTrue();
    assertThat(read.root()).isEqualTo(TOKEN.root());
    assertThat(read.authority()).isEqualTo(TOKEN.authority());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "lockstep-join-1.", "lockstep-join-2.AAAA", "lockstep-join-1.é", "hello"})
  void whatIsNoTokenIsRefusedAndNotRepeated(String text) {
    assertThatThrownBy(() -> JoinToken.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTokenThatLostAPieceIsRefusedAndItsSecretNotRepeated() {
    String text = TOKEN.text();
    for (String broken :
        new String[] {
          text.substring(0, text.length() - 1), text + "A", text + "=", text.replace('.', '!')
        }) {
      assertThatThrownBy(() -> JoinToken.parse(broken))
          .isInstanceOf(IllegalArgumentException.class)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain(text.substring(20, 60)));
    }
  }

  @Test
  void theSecretIsNeverPrintedByAccident() {
    assertThat(TOKEN.toString()).isEqualTo("join token fffffffffffffffe");
    assertThat(TOKEN.secret().toString()).isEqualTo("secret");
  }
}
