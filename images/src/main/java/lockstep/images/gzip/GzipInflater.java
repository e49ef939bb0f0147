package lockstep.images.gzip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import lockstep.images.IntegrityException;

/// The text inside a gzip file that need not be re-created: what others are compared with. Safe for many threads.
public final class GzipInflater {
  private static final int BUFFER_BYTES = 16 << 10;

  private GzipInflater() {}

  /// @param file all of the file between position and limit, which stay where they are
  /// @param into takes exactly the text
  /// @throws IntegrityException when it is no gzip file, or its text has another length
  public static void read(ByteBuffer file, ByteBuffer into) throws IntegrityException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream text = new GZIPInputStream(new BufferInput(file.duplicate()), BUFFER_BYTES)) {
      for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
        if (read > into.remaining()) {
          throw new IntegrityException("the text of a gzip file is longer than expected");
        }
        into.put(buffer, 0, read);
      }
    } catch (IntegrityException e) {
      throw e;
    } catch (IOException e) {
      throw new IntegrityException("not a gzip file: " + e.getMessage(), e);
    }
    if (into.hasRemaining()) {
      throw new IntegrityException("the text of a gzip file is shorter than expected");
    }
  }

  /// The whole text; empty when it is no gzip file or its text is longer than `maxBytes`.
  public static Optional<ByteBuffer> read(ByteBuffer file, int maxBytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream text = new GZIPInputStream(new BufferInput(file.duplicate()), BUFFER_BYTES)) {
      for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
        if (read > maxBytes - out.size()) {
          return Optional.empty();
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(ByteBuffer.wrap(out.toByteArray()));
  }

  private static final class BufferInput extends InputStream {
    private final ByteBuffer bytes;

    BufferInput(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (!bytes.hasRemaining()) {
        return length == 0 ? 0 : -1;
      }
      int read = Math.min(length, bytes.remaining());
      bytes.get(buffer, offset, read);
      return read;
    }

    @Override
    public int available() {
      return bytes.remaining();
    }
  }
}
