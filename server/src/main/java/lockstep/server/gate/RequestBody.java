package lockstep.server.gate;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/// The body of one request as it arrives, within its own limit and what all bodies together may hold. For one thread.
final class RequestBody {
  /// Whether the bytes could be taken.
  enum Taken {
    YES,
    TOO_LARGE,
    /// Others hold too much now.
    NO_ROOM
  }

  private final Admission admission;
  private final int maxBytes;
  private final ByteString.Output bytes = ByteString.newOutput();
  private int held;

  RequestBody(Admission admission, int maxBytes) {
    this.admission = admission;
    this.maxBytes = maxBytes;
  }

  Taken take(ByteBuf more) throws IOException {
    int length = more.readableBytes();
    if (length > maxBytes - held) {
      return Taken.TOO_LARGE;
    }
    if (!admission.hold(length)) {
      return Taken.NO_ROOM;
    }
    held += length;
    more.readBytes(bytes, length);
    return Taken.YES;
  }

  ByteString content() {
    return bytes.toByteString();
  }

  /// Gives back what it holds. May be called again.
  void release() {
    admission.release(held);
    held = 0;
  }
}
