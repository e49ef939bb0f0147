package lockstep.images.code;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Turns displacements in code into absolute places and back, in the buffer. Safe for many threads; the buffer may lie outside
/// the heap.
public final class CodeFilter {
  /// Displacements are taken as numbers of 25 bits with a sign: those whose top byte is only sign.
  private static final int SHIFT = Integer.SIZE - 25;

  private static final int OPERAND_BYTES = 4;

  private final ByteBuffer little;
  private final ByteBuffer big;
  private final int sign;

  /// The end of the operand that was changed last: its bytes are not looked at again, for they differ on both ways.
  private int changedTo;

  private CodeFilter(ByteBuffer file, int sign) {
    this.little = file.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.big = file.slice().order(ByteOrder.BIG_ENDIAN);
    this.sign = sign;
  }

  /// Whether there is anything to filter in this file, from position to limit.
  public static boolean applies(ByteBuffer file) {
    return !CodeRanges.of(file.slice()).isEmpty();
  }

  /// Makes displacements absolute, most significant byte first, in what lies between position and limit.
  public static void makeAbsolute(ByteBuffer file) {
    FrameTables.reduce(file);
    new CodeFilter(file, 1).run();
  }

  /// What [#makeAbsolute] changed becomes what it was.
  public static void makeRelative(ByteBuffer file) {
    new CodeFilter(file, -1).run();
    FrameTables.restore(file);
  }

  private void run() {
    for (CodeRanges.Range range : CodeRanges.of(little)) {
      changedTo = range.from();
      int last = range.to() - 2 - OPERAND_BYTES;
      for (int at = range.from(); at <= last; ) {
        int operand = operand(at);
        if (operand > 0) {
          change(operand);
          at = operand + OPERAND_BYTES;
          changedTo = at;
        } else {
          at++;
        }
      }
    }
  }

  /// Where the displacement of the instruction that may begin at `at` lies, or 0.
  private int operand(int at) {
    return switch (little.get(at) & 0xff) {
      case 0xe8, 0xe9 -> at + 1; // call, jmp
      case 0xff -> isIndirect(little.get(at + 1) & 0xff) ? at + 2 : 0;
      case 0x03, 0x39, 0x3b, 0x63, 0x85, 0x89, 0x8b, 0x8d -> isRipRelative(at) ? at + 2 : 0;
      default -> 0;
    };
  }

  /// call, jmp or push through a pointer at a distance.
  private static boolean isIndirect(int modrm) {
    return modrm == 0x15 || modrm == 0x25 || modrm == 0x35;
  }

  /// The ModRM byte says "RIP plus displacement", and a REX prefix stands before the instruction.
  private boolean isRipRelative(int at) {
    return (little.get(at + 1) & 0xc7) == 0x05
        && at > changedTo
        && (little.get(at - 1) & 0xf0) == 0x40;
  }

  /// The bytes change their order in any case: whether the number is one that is changed must be plain on both ways.
  private void change(int operand) {
    int found = sign > 0 ? little.getInt(operand) : big.getInt(operand);
    int changed = found;
    if (found << SHIFT >> SHIFT == found) {
      changed = (found + sign * (operand + OPERAND_BYTES)) << SHIFT >> SHIFT;
    }
    if (sign > 0) {
      big.putInt(operand, changed);
    } else {
      little.putInt(operand, changed);
    }
  }
}
