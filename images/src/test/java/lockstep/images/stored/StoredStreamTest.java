package lockstep.images.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import lockstep.images.IntegrityException;
import org.junit.jupiter.api.Test;

class StoredStreamTest {
  private static final byte[] PLAIN = new byte[100_000];

  @Test
  void exactlyTheSignedLengthIsRead() throws IOException {
    assertThat(read(stored(PLAIN), PLAIN.length)).isEqualTo(PLAIN);
  }

  @Test
  void oneByteMoreOrLessThanTheSignedLengthIsRefused() throws IOException {
    byte[] stored = stored(PLAIN);
    assertThatThrownBy(() -> read(stored, PLAIN.length - 1))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("more than");
    assertThatThrownBy(() -> read(stored, PLAIN.length + 1))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("too early");
  }

  @Test
  void aStreamCutAnywhereIsRefused() throws IOException {
    byte[] stored = stored(PLAIN);
    for (int length = 0; length < stored.length; length++) {
      byte[] cut = Arrays.copyOf(stored, length);
      assertThatThrownBy(() -> read(cut, PLAIN.length)).isInstanceOf(IntegrityException.class);
    }
  }

  @Test
  void aWindowOverTheLimitIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(bytes)) {
      out.setLong(27);
      out.write(PLAIN);
    }
    assertThatThrownBy(() -> read(bytes.toByteArray(), PLAIN.length))
        .isInstanceOf(IntegrityException.class);
  }

  @Test
  void messagesUpToTheLimitAreReadAndOneOverItIsNot() throws IOException {
    byte[] message = {3, 1, 2, 3};
    try (MessageReader reader = new MessageReader(new ByteArrayInputStream(message), "sample")) {
      assertThat(reader.next(3)).containsExactly(1, 2, 3);
      assertThat(reader.next(3)).isNull();
    }
    try (MessageReader reader = new MessageReader(new ByteArrayInputStream(message), "sample")) {
      assertThatThrownBy(() -> reader.next(2)).hasMessageContaining("the limit is 2");
    }
  }

  private static byte[] stored(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = StoredStream.compressing(bytes, 3)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static byte[] read(byte[] stored, long plainBytes) throws IOException {
    try (InputStream in =
        StoredStream.decompressing(new ByteArrayInputStream(stored), plainBytes)) {
      return in.readAllBytes();
    }
  }
}
