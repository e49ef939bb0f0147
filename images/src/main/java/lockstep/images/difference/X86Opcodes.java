package lockstep.images.difference;

import java.util.Arrays;

/// What follows each opcode of x86-64.
final class X86Opcodes {
  /// A ModR/M byte follows.
  static final int OPERANDS = 1;

  static final int IMMEDIATE_8 = 2;

  /// Two or four bytes.
  static final int IMMEDIATE_32 = 4;

  static final int IMMEDIATE_16 = 8;

  /// Two, four or eight bytes.
  static final int IMMEDIATE_64 = 16;

  static final int OFFSET_64 = 32;

  /// A distance of four bytes, and nothing else.
  static final int BRANCH = 64;

  static final int INVALID = 128;

  /// The prefix that makes operands 16 bits wide.
  static final int NARROW = 0x66;

  static final int LOAD_ADDRESS = 0x8d;

  private static final int VALUES = 256;
  private static final int TEST_8 = 0xf6;
  private static final int TEST_32 = 0xf7;
  private static final int ZERO_UPPER = 0x77;

  private static final int[] PLAIN = plain();
  private static final int[] ESCAPED = escaped();

  private X86Opcodes() {}

  static boolean isPrefix(int value) {
    return switch (value) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, NARROW, 0x67, 0xf0, 0xf2, 0xf3 -> true;
      default -> false;
    };
  }

  static int plain(int opcode) {
    return PLAIN[opcode];
  }

  /// Of opcodes behind 0F.
  static int escaped(int opcode) {
    return ESCAPED[opcode];
  }

  /// Of opcodes with a VEX or EVEX prefix, and of those behind 0F 38 and 0F 3A.
  static int vector(int map, int opcode) {
    return switch (map) {
      case 1 -> opcode == ZERO_UPPER ? 0 : (ESCAPED[opcode] & IMMEDIATE_8) | OPERANDS;
      case 2, 5, 6 -> OPERANDS;
      case 3 -> OPERANDS | IMMEDIATE_8;
      default -> INVALID;
    };
  }

  /// Whether an immediate operand follows when the register field is 0 or 1.
  static boolean isTest(int opcode) {
    return opcode == TEST_8 || opcode == TEST_32;
  }

  private static int[] plain() {
    int[] shapes = new int[VALUES];
    for (int row = 0; row < 0x40; row += 8) {
      Arrays.fill(shapes, row, row + 4, OPERANDS);
      shapes[row + 4] = IMMEDIATE_8;
      shapes[row + 5] = IMMEDIATE_32;
      Arrays.fill(shapes, row + 6, row + 8, INVALID);
    }
    set(shapes, INVALID, 0x60, 0x61, 0x62, 0x82, 0x9a, 0xc4, 0xc5, 0xce, 0xd4, 0xd5, 0xd6, 0xea);
    set(shapes, OPERANDS, 0x63, 0xf6, 0xf7, 0xfe, 0xff);
    Arrays.fill(shapes, 0x84, 0x90, OPERANDS);
    Arrays.fill(shapes, 0xd0, 0xd4, OPERANDS);
    Arrays.fill(shapes, 0xd8, 0xe0, OPERANDS);
    set(shapes, OPERANDS | IMMEDIATE_8, 0x6b, 0x80, 0x83, 0xc0, 0xc1, 0xc6);
    set(shapes, OPERANDS | IMMEDIATE_32, 0x69, 0x81, 0xc7);
    set(shapes, IMMEDIATE_32, 0x68, 0xa9);
    set(shapes, IMMEDIATE_8, 0x6a, 0xa8, 0xcd, 0xeb);
    Arrays.fill(shapes, 0x70, 0x80, IMMEDIATE_8);
    Arrays.fill(shapes, 0xb0, 0xb8, IMMEDIATE_8);
    Arrays.fill(shapes, 0xe0, 0xe8, IMMEDIATE_8);
    Arrays.fill(shapes, 0xa0, 0xa4, OFFSET_64);
    Arrays.fill(shapes, 0xb8, 0xc0, IMMEDIATE_64);
    set(shapes, IMMEDIATE_16, 0xc2, 0xca);
    set(shapes, IMMEDIATE_16 | IMMEDIATE_8, 0xc8);
    set(shapes, BRANCH, 0xe8, 0xe9);
    return shapes;
  }

  private static int[] escaped() {
    int[] shapes = new int[VALUES];
    Arrays.fill(shapes, OPERANDS);
    Arrays.fill(shapes, 0x30, 0x38, 0);
    Arrays.fill(shapes, 0xc8, 0xd0, 0);
    set(
        shapes, 0, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0b, 0x0e, 0x77, 0xa0, 0xa1, 0xa2, 0xa8, 0xa9,
        0xaa);
    Arrays.fill(shapes, 0x24, 0x28, INVALID);
    set(shapes, INVALID, 0x04, 0x0a, 0x0c, 0x36, 0x39, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0xa6, 0xa7);
    set(
        shapes,
        OPERANDS | IMMEDIATE_8,
        0x0f,
        0x70,
        0x71,
        0x72,
        0x73,
        0xa4,
        0xac,
        0xba,
        0xc2,
        0xc4,
        0xc5,
        0xc6);
    Arrays.fill(shapes, 0x80, 0x90, BRANCH);
    return shapes;
  }

  private static void set(int[] shapes, int shape, int... opcodes) {
    for (int opcode : opcodes) {
      shapes[opcode] = shape;
    }
  }
}
