package lockstep.images.difference;

import java.nio.ByteBuffer;
import lockstep.images.IntegrityException;

/// Applies differences. Safe for many threads; any buffer may lie outside the heap.
public final class DifferenceApplier {
  private DifferenceApplier() {}

  /// Rebuilds a file. The result is only a claim: compare its hash with the manifest's before using it. Nothing is read
  /// or written outside what the buffers hold from position to limit; positions and limits stay. The work is linear in
  /// the sizes, whatever the streams say.
  ///
  /// @param target is filled wholly; it must not overlap the others
  /// @throws IntegrityException when the streams do not make exactly as many bytes as the target holds
  public static void apply(
      ByteBuffer base, ByteBuffer control, ByteBuffer diff, ByteBuffer extra, ByteBuffer target)
      throws IntegrityException {
    ByteBuffer from = base.slice();
    ByteBuffer commands = control.slice();
    ByteBuffer differences = diff.slice();
    ByteBuffer fresh = extra.slice();
    ByteBuffer to = target.slice();
    int place = 0;
    while (commands.hasRemaining()) {
      int before = Varints.get(commands);
      int length = Varints.get(commands);
      place += Varints.getSigned(commands);
      append(to, fresh, before);
      if (place < 0 || length <= 0 || length > from.limit() - place) {
        throw new IntegrityException("a difference takes bytes its base does not have");
      }
      if (length > differences.remaining() || length > to.remaining()) {
        throw new IntegrityException("a difference makes more bytes than it should");
      }
      for (int i = 0; i < length; i++) {
        to.put((byte) (from.get(place + i) + differences.get()));
      }
      place += length;
    }
    append(to, fresh, fresh.remaining());
    if (to.hasRemaining() || differences.hasRemaining()) {
      throw new IntegrityException("a difference and the file it makes end at different places");
    }
  }

  private static void append(ByteBuffer to, ByteBuffer fresh, int length)
      throws IntegrityException {
    if (length < 0 || length > fresh.remaining() || length > to.remaining()) {
      throw new IntegrityException("a difference makes more bytes than it should");
    }
    int position = fresh.position();
    to.put(fresh.slice(position, length));
    fresh.position(position + length);
  }
}
