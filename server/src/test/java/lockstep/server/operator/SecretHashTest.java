package lockstep.server.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretHashTest {
  private static final byte[] SECRET = "password".getBytes(StandardCharsets.US_ASCII);

  @Test
  void itIsTheArgon2idOfTheReferenceImplementation() {
    // phc-winner-argon2, src/test.c: hashtest(version, 2, 16, 1, "password", "somesalt", ...,
    // Argon2_id)
    SecretHash reference =
        new SecretHash(
            new SecretHash.Cost(1 << 16, 2, 1),
            "c29tZXNhbHQ",
            "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");

    assertThat(reference.matches(SECRET)).isTrue();
    assertThat(reference.matches("passwore".getBytes(StandardCharsets.US_ASCII))).isFalse();
  }

  @Test
  void itsCostIsKeptWithItSoThatItMayChange() {
    SecretHash old = SecretHash.of(SECRET, new SecretHash.Cost(64, 3, 2));

    assertThat(old.text()).startsWith("$argon2id$v=19$m=64,t=3,p=2$");
    assertThat(SecretHash.parse(old.text()))
        .hasValueSatisfying(it -> assertThat(it.matches(SECRET)).isTrue())
        .contains(old);
    assertThat(SecretHash.of(SECRET, DataDirectory.CHEAP)).isNotEqualTo(old);
    assertThat(SecretHash.Cost.STANDARD).isEqualTo(new SecretHash.Cost(19456, 2, 1));
  }

  @Test
  void theSameSecretHasAnotherHashEachTime() {
    assertThat(SecretHash.of(SECRET, DataDirectory.CHEAP))
        .isNotEqualTo(SecretHash.of(SECRET, DataDirectory.CHEAP));
  }

  @Test
  void theHashOfNothingMatchesNothing() {
    assertThat(SecretHash.ofNothing(DataDirectory.CHEAP).matches(SECRET)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=16$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=999999,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=7,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=0,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=17,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=80,t=1,p=9$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=1,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
      })
  void whatIsNoneOfOursOrWouldCostTooMuchIsNoHash(String text) {
    assertThat(SecretHash.parse(text)).isEmpty();
  }

  @Test
  void aHashOfTheSameFormIsRead() {
    assertThat(
            SecretHash.parse(
                "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
        .isPresent();
    assertThatThrownBy(() -> new SecretHash.Cost(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
