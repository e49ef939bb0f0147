package lockstep.images.difference;

import java.nio.ByteBuffer;
import lockstep.images.IntegrityException;

/// Makes differences. Safe for many threads; deterministic: the same files give the same streams everywhere.
public final class DifferenceMaker {
  /// Base and target are at most this long.
  public static final int MAX_FILE_BYTES = 64 << 20;

  private DifferenceMaker() {}

  /// Takes some 15 bytes of heap per byte of the base, and some 10 per byte of the target.
  ///
  /// @param base what the reader has, from position to limit, which stay
  /// @param target what it shall get, from position to limit, which stay
  /// @throws IllegalArgumentException when either is longer than [#MAX_FILE_BYTES]
  public static Difference between(ByteBuffer base, ByteBuffer target) {
    if (base.remaining() > MAX_FILE_BYTES || target.remaining() > MAX_FILE_BYTES) {
      throw new IllegalArgumentException(
          "no difference between files of %d and %d bytes"
              .formatted(base.remaining(), target.remaining()));
    }
    Program from = Program.of(new View(base));
    Program to = Program.of(new View(target));
    UnwindSplit unwind = UnwindSplit.of(from, to);
    Control control = new Control(Alignment.of(from, to, unwind), unwind.handling());
    View scratch = new View(ByteBuffer.allocate(target.remaining()));
    Recorder recorder = new Recorder(from.file(), to.file(), scratch);
    try {
      new Rebuild(from, scratch, control.copies(), control.unwind(), recorder).run();
    } catch (IntegrityException e) {
      throw new AssertionError("a table that was made before cannot be made again", e);
    }
    return new Difference(control.toBytes(), recorder.diff(), recorder.extra());
  }
}
