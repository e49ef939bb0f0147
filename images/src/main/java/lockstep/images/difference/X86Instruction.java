package lockstep.images.difference;

/// Takes x86-64 code apart, as far as it must to know where an instruction ends and where its displacement and its
/// immediate operand lie. The encoding is described in Intel's "Software Developer's Manual", volume 2, chapter 2 and
/// appendix A. One thread at a time.
final class X86Instruction {
  /// No such part.
  static final int NONE = -1;

  private static final int LONGEST = 15;
  private static final int REX = 0x40;
  private static final int WIDE = 8;
  private static final int ESCAPE = 0x0f;
  private static final int ESCAPE_38 = 0x38;
  private static final int ESCAPE_3A = 0x3a;
  private static final int VEX_2 = 0xc5;
  private static final int VEX_3 = 0xc4;
  private static final int EVEX = 0x62;

  private final View code;

  private int limit;
  private int at;
  private boolean narrow;
  private boolean wide;
  private int opcode;
  private int branch;
  private int displacement;
  private boolean relative;
  private int immediate;
  private int immediateBytes;

  X86Instruction(View code) {
    this.code = code;
  }

  /// Looks at the instruction that begins at `start`; the other methods then answer for it.
  ///
  /// @return the offset behind it, or [#NONE] when there is none that ends before `end`
  int decode(int start, int end) {
    at = start;
    limit = Math.min(end, start + LONGEST);
    narrow = false;
    wide = false;
    branch = NONE;
    displacement = NONE;
    relative = false;
    immediate = NONE;
    immediateBytes = 0;
    int shape = shape();
    if ((shape & X86Opcodes.INVALID) != 0) {
      return NONE;
    }
    if ((shape & X86Opcodes.BRANCH) != 0) {
      branch = at;
      at += Integer.BYTES;
      return at <= limit ? at : NONE;
    }
    immediateBytes = immediateBytes(shape);
    if ((shape & X86Opcodes.OPERANDS) != 0) {
      operands();
    }
    if (immediateBytes > 0) {
      immediate = at;
      at += immediateBytes;
    }
    return at <= limit ? at : NONE;
  }

  /// The next byte, or 0 behind the end, where [#decode] says that there is no instruction.
  private int next() {
    int offset = at++;
    return offset < limit ? code.unsigned8(offset) : 0;
  }

  /// Reads prefixes and opcode.
  private int shape() {
    int value = next();
    while (X86Opcodes.isPrefix(value) && at < limit) {
      narrow |= value == X86Opcodes.NARROW;
      value = next();
    }
    if ((value & 0xf0) == REX) {
      wide = (value & WIDE) != 0;
      value = next();
    }
    return switch (value) {
      case ESCAPE -> escaped(next());
      case VEX_2 -> {
        next();
        yield vector(1, next());
      }
      case VEX_3 -> {
        int map = next() & 31;
        next();
        yield vector(map, next());
      }
      case EVEX -> {
        int map = next() & 7;
        next();
        next();
        yield vector(map, next());
      }
      default -> {
        opcode = value;
        yield X86Opcodes.plain(value);
      }
    };
  }

  private int escaped(int value) {
    int map = value == ESCAPE_38 ? 2 : value == ESCAPE_3A ? 3 : 1;
    int last = map == 1 ? value : next();
    opcode = (map << Byte.SIZE) | last;
    return map == 1 ? X86Opcodes.escaped(last) : X86Opcodes.vector(map, last);
  }

  private int vector(int map, int value) {
    opcode = (map << Byte.SIZE) | value;
    return X86Opcodes.vector(map, value);
  }

  private int immediateBytes(int shape) {
    int bytes = 0;
    bytes += (shape & X86Opcodes.IMMEDIATE_8) != 0 ? 1 : 0;
    bytes += (shape & X86Opcodes.IMMEDIATE_16) != 0 ? 2 : 0;
    bytes += (shape & X86Opcodes.IMMEDIATE_32) != 0 ? narrow ? 2 : 4 : 0;
    bytes += (shape & X86Opcodes.IMMEDIATE_64) != 0 ? wide ? 8 : narrow ? 2 : 4 : 0;
    bytes += (shape & X86Opcodes.OFFSET_64) != 0 ? 8 : 0;
    return bytes;
  }

  /// Reads the ModR/M byte, and what it says that follows.
  private void operands() {
    int operands = next();
    int mode = operands >> 6;
    int register = (operands >> 3) & 7;
    int memory = operands & 7;
    if (register < 2 && X86Opcodes.isTest(opcode)) {
      immediateBytes += opcode % 2 == 0 ? 1 : narrow ? 2 : 4;
    }
    if (mode == 3) {
      return;
    }
    boolean wideDisplacement = mode == 2;
    if (memory == 4) {
      wideDisplacement |= mode == 0 && (next() & 7) == 5;
    } else if (mode == 0 && memory == 5) {
      relative = true;
      wideDisplacement = true;
    }
    if (memory == 4 && mode != 0) {
      next();
    }
    if (wideDisplacement) {
      displacement = at;
      at += Integer.BYTES;
    } else if (mode == 1) {
      at++;
    }
  }

  /// Where the 32-bit distance of a call or jump lies, or [#NONE].
  int branch() {
    return branch;
  }

  /// Where a 32-bit displacement lies, or [#NONE].
  int displacement() {
    return displacement;
  }

  /// Whether that is relative to the end of the instruction.
  boolean isRelative() {
    return relative;
  }

  /// Where an immediate operand lies, or [#NONE].
  int immediate() {
    return immediate;
  }

  int immediateBytes() {
    return immediateBytes;
  }

  /// Whether it computes an address and loads nothing.
  boolean isAddressOnly() {
    return opcode == X86Opcodes.LOAD_ADDRESS;
  }
}
