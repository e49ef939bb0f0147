package lockstep.images.difference;

import java.nio.ByteBuffer;
import lockstep.images.IntegrityException;

/// Applies differences. Safe for many threads; any buffer may lie outside the heap. Heap: half a byte per byte of the
/// base at most, and some 40 bytes per copy.
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
    View from = new View(base);
    View to = new View(target);
    Control commands = Control.read(control, from.size(), to.size());
    Player player = new Player(from, to, diff, extra);
    new Rebuild(Program.of(from), to, commands.copies(), commands.unwind(), player).run();
    player.finish();
  }
}
