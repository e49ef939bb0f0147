package lockstep.images.stored;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import lockstep.images.IntegrityException;
import org.jspecify.annotations.Nullable;

/// Reads a sequence of messages, each after its length as a varint. Not safe for threads.
public final class MessageReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final String what;

  /// @param what names the file in errors: "manifest"
  public MessageReader(InputStream in, String what) {
    this.in = new BufferedInputStream(in, BUFFER_BYTES);
    this.what = what;
  }

  /// Begins to read what the messages make together.
  public interface Start<R> {
    R from(MessageReader messages) throws IOException;
  }

  /// @param in closed when it cannot even begin: what decompresses holds memory outside the heap
  public static <R> R begin(InputStream in, String what, Start<R> start) throws IOException {
    try {
      return start.from(new MessageReader(in, what));
    } catch (IOException | RuntimeException e) {
      try {
        in.close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /// The next message, or null at the end of the file.
  ///
  /// @param maxBytes a longer message is refused before it is allocated
  /// @throws IntegrityException when it is longer, or the file ends inside it
  public byte @Nullable [] next(int maxBytes) throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    int length = length(first);
    if (length < 0 || length > maxBytes) {
      throw new IntegrityException(
          "a message of the %s claims %d bytes, the limit is %d"
              .formatted(what, Integer.toUnsignedLong(length), maxBytes));
    }
    byte[] message = in.readNBytes(length);
    if (message.length < length) {
      throw cut();
    }
    return message;
  }

  private int length(int first) throws IOException {
    int value = first & 0x7f;
    int read = first;
    for (int shift = 7; (read & 0x80) != 0; shift += 7) {
      try {
        read = in.read();
      } catch (EOFException e) {
        throw cut();
      }
      if (read < 0) {
        throw cut();
      }
      if (shift > 28 || (shift == 28 && read > 0x0f)) {
        throw new IntegrityException("a message length of the " + what + " does not fit 32 bits");
      }
      value |= (read & 0x7f) << shift;
    }
    return value;
  }

  /// Refuses anything between here and the end of the file.
  public void expectEnd() throws IOException {
    if (in.read() >= 0) {
      throw new IntegrityException("bytes stand after the end of the " + what);
    }
  }

  private IntegrityException cut() {
    return new IntegrityException("the " + what + " ends in the middle of a message");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
