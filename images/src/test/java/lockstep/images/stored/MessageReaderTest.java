package lockstep.images.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import lockstep.images.IntegrityException;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
  /// Notes whether it was closed.
  private static final class Bytes extends ByteArrayInputStream {
    private boolean closed;

    Bytes(int... bytes) {
      super(toBytes(bytes));
    }

    private static byte[] toBytes(int... values) {
      byte[] bytes = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        bytes[i] = (byte) values[i];
      }
      return bytes;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /// Begins with the first message.
  private static byte[] begin(InputStream in) throws IOException {
    return MessageReader.begin(
        in,
        "test",
        messages -> {
          byte[] first = messages.next(3);
          return first == null ? new byte[0] : first;
        });
  }

  @Test
  void aStreamThatIsReadOnStaysOpen() throws IOException {
    Bytes in = new Bytes(2, 'a', 'b');
    assertThat(begin(in)).containsExactly('a', 'b');
    assertThat(in.closed).isFalse();
  }

  @Test
  void aStreamThatCannotBeBegunIsClosed() {
    Bytes in = new Bytes(4, 'a', 'b', 'c', 'd');
    assertThatThrownBy(() -> begin(in)).isInstanceOf(IntegrityException.class);
    assertThat(in.closed).isTrue();
  }
}
