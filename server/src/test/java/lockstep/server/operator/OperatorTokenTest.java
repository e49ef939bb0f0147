package lockstep.server.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import lockstep.images.ContentHash;
import org.junit.jupiter.api.Test;

class OperatorTokenTest {
  private static final ContentHash AUTHORITY = DataDirectory.AUTHORITY;
  private static final String PREFIX = "lockstep-operator-1.";

  private final OperatorToken token = OperatorToken.generate(AUTHORITY);

  @Test
  void itsTextHasAnIdASecretAndTheAuthoritysDigest() {
    byte[] bytes = Base64.getUrlDecoder().decode(token.text().substring(PREFIX.length()));

    assertThat(token.text()).matches("lockstep-operator-1\\.[A-Za-z0-9_-]{96}");
    assertThat(bytes).hasSize(8 + 32 + 32);
    assertThat(HexFormat.of().formatHex(bytes, 0, 8)).isEqualTo(token.id());
    assertThat(HexFormat.of().formatHex(bytes, 40, 72)).isEqualTo(AUTHORITY.toString());
  }

  @Test
  void aClientReadsFromItWhichServerToBelieve() {
    OperatorToken read = OperatorToken.parse(token.text()).orElseThrow();

    assertThat(read.authority()).isEqualTo(AUTHORITY);
    assertThat(read.id()).isEqualTo(token.id());
    assertThat(read.proof()).isEqualTo(token.proof()).hasSize(64);
    assertThat(read.text()).isEqualTo(token.text());
  }

  @Test
  void noTwoAreAlike() {
    OperatorToken other = OperatorToken.generate(AUTHORITY);

    assertThat(other.id()).isNotEqualTo(token.id());
    assertThat(other.proof()).isNotEqualTo(token.proof());
  }

  @Test
  void whatIsNotExactlyATokenIsNone() {
    String text = token.text();
    assertThat(OperatorToken.parse("")).isEmpty();
    assertThat(OperatorToken.parse(PREFIX)).isEmpty();
    assertThat(OperatorToken.parse(text.substring(1))).isEmpty();
    assertThat(OperatorToken.parse(text.substring(0, text.length() - 1))).isEmpty();
    assertThat(OperatorToken.parse(text + "A")).isEmpty();
    assertThat(OperatorToken.parse(text + "=")).isEmpty();
    assertThat(OperatorToken.parse(" " + text)).isEmpty();
    assertThat(OperatorToken.parse(text + "\n")).isEmpty();
    assertThat(OperatorToken.parse(text.replace("operator-1", "operator-2"))).isEmpty();
    assertThat(OperatorToken.parse(text.toUpperCase(Locale.ROOT))).isEmpty();
    for (String odd : new String[] {"+", "/", "=", " ", "\n", "\0", "é"}) {
      assertThat(OperatorToken.parse(text.substring(0, text.length() - 1) + odd)).isEmpty();
      assertThat(OperatorToken.parse(PREFIX + odd + text.substring(PREFIX.length() + 1))).isEmpty();
    }
    assertThat(OperatorToken.parse(PREFIX + "A".repeat(50_000_000))).isEmpty();
  }

  @Test
  void itShowsItsIdOnly() {
    assertThat(token).hasToString("operator token " + token.id());
  }
}
