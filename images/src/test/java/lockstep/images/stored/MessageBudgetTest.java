package lockstep.images.stored;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Set;
import lockstep.images.IntegrityException;
import lockstep.images.stored.MessageBudget.Shape;
import org.junit.jupiter.api.Test;

class MessageBudgetTest {
  private static final int MANY = 1_000_000;

  /// Field 1 is a message, whose field 2 is a message; field 3 is a list of numbers.
  private static final Shape SHAPE =
      new Shape(Map.of(1, Shape.of(Map.of(2, Shape.FLAT))), Set.of(3));

  private static byte[] repeated(int count, int... bytes) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      for (int one : bytes) {
        message.write(one);
      }
    }
    return message.toByteArray();
  }

  /// A length-delimited field.
  private static byte[] piece(int field, byte[] content) {
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    piece.write(field << 3 | 2);
    for (int left = content.length; ; left >>>= 7) {
      piece.write(left < 0x80 ? left : (left & 0x7f) | 0x80);
      if (left < 0x80) {
        break;
      }
    }
    piece.writeBytes(content);
    return piece.toByteArray();
  }

  private static void assertRefused(byte[] message) {
    assertThatThrownBy(() -> MessageBudget.require(message, SHAPE, "thing"))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("thing");
  }

  private static void assertTaken(byte[] message) {
    assertThatCode(() -> MessageBudget.require(message, SHAPE, "thing")).doesNotThrowAnyException();
  }

  @Test
  void manyEmptyMessagesAreRefusedAndSomeAreTaken() {
    assertRefused(repeated(MANY, 0x0a, 0));
    assertTaken(repeated(MANY / 10, 0x0a, 0));
  }

  @Test
  void manyEmptyTextsAreRefused() {
    assertRefused(repeated(MANY, 0x22, 0));
  }

  @Test
  void aLongTextIsTaken() {
    assertTaken(piece(4, new byte[4 << 20]));
  }

  @Test
  void messagesInsideMessagesCount() {
    assertRefused(piece(1, repeated(MANY, 0x12, 0)));
    assertRefused(piece(1, piece(2, repeated(2 * MANY, 0x08, 1))));
    assertTaken(piece(2, repeated(MANY, 0x12, 0)));
  }

  @Test
  void numbersThatNobodyKnowsCount() {
    assertRefused(repeated(2 * MANY, 0x38, 1));
    assertRefused(repeated(2 * MANY, 0x3b)); // beginnings of groups
  }

  @Test
  void aPackedListCountsByItsNumbers() {
    assertRefused(piece(3, new byte[2 * MANY]));
    assertTaken(piece(3, new byte[MANY]));
  }

  @Test
  void whatStandsBeforeDamageCounts() {
    assertRefused(concat(repeated(MANY, 0x0a, 0), new byte[] {0x0a, 0x7f}));
    assertTaken(repeated(100_000, 0xff));
  }

  private static byte[] concat(byte[] one, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(one);
    both.writeBytes(other);
    return both.toByteArray();
  }
}
