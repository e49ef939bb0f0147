package lockstep.images.difference;

/// What a field of a program means: how its value follows from an address, and so how it changes when things move.
enum Kind {
  /// The displacement of a call or jump.
  BRANCH(0, 4, Form.SELF, 4),
  /// The RIP-relative displacement of an instruction that ends with it.
  LOAD(1, 4, Form.SELF, 4),
  /// The same with one byte of immediate operand behind it.
  LOAD_IMMEDIATE_8(2, 4, Form.SELF, 5),
  LOAD_IMMEDIATE_16(3, 4, Form.SELF, 6),
  LOAD_IMMEDIATE_32(4, 4, Form.SELF, 8),
  /// An address in an instruction of a program with a fixed place.
  ABSOLUTE_32(5, 4, Form.ABSOLUTE, 0),
  /// An entry of a switch's table: distance to the table's start.
  JUMP(6, 4, Form.ANCHORED, 0),
  /// An address that is loaded as it stands.
  POINTER(7, 8, Form.ABSOLUTE, 0),
  /// An address that a relocation says again.
  RELOCATED(8, 8, Form.ABSOLUTE, 0),
  RELOCATION_PLACE(9, 8, Form.ABSOLUTE, 0),
  RELOCATION_ADDEND(10, 8, Form.ABSOLUTE, 0),
  RELOCATION_SYMBOL(11, 4, Form.INDEX, 0),
  SYMBOL_NAME(12, 4, Form.ANCHORED, 0),
  SYMBOL_VALUE(13, 8, Form.ABSOLUTE, 0),
  SYMBOL_SIZE(14, 8, Form.EXTENT, 0),
  DYNAMIC_ADDRESS(15, 8, Form.ABSOLUTE, 0),
  DYNAMIC_NAME(16, 8, Form.ANCHORED, 0),
  /// Where a function begins, relative to the field.
  UNWIND_START(17, 4, Form.SELF, 0),
  UNWIND_SIZE(18, 4, Form.EXTENT, 0),
  /// A personality routine or a table of exception handlers.
  UNWIND_DATA(19, 4, Form.SELF, 0),
  /// How far before the field the entry's common part lies.
  UNWIND_COMMON(20, 4, Form.BACKWARD, 0),
  SECTION_ADDRESS(21, 8, Form.ABSOLUTE, 0),
  SECTION_OFFSET(22, 8, Form.OFFSET, 0),
  SECTION_SIZE(23, 8, Form.EXTENT, 0);

  /// How value and address belong together.
  enum Form {
    /// value = address − (the field's own address + distance)
    SELF,
    /// value = address − anchor, another address
    ANCHORED,
    /// value = end address − anchor; the end belongs to what lies before it
    EXTENT,
    /// value = address
    ABSOLUTE,
    /// value = offset in the file
    OFFSET,
    /// value = the field's offset in the file − another offset
    BACKWARD,
    /// value = number of a symbol
    INDEX
  }

  private static final Kind[] ALL = values();

  private final int code;
  private final int width;
  private final Form form;
  private final int distance;

  Kind(int code, int width, Form form, int distance) {
    this.code = code;
    this.width = width;
    this.form = form;
    this.distance = distance;
  }

  /// The kind with a code.
  static Kind of(int code) {
    return ALL[code];
  }

  /// From 0 on, in the order above.
  int code() {
    return code;
  }

  /// 4 or 8 bytes.
  int width() {
    return width;
  }

  Form form() {
    return form;
  }

  /// From the field to where its value is counted from, in bytes.
  int distance() {
    return distance;
  }

  /// @return the field's value, sign-extended
  long read(View view, int offset) {
    return width == Integer.BYTES ? view.int32(offset) : view.int64(offset);
  }

  void write(View view, int offset, long value) {
    if (width == Integer.BYTES) {
      view.put32(offset, (int) value);
    } else {
      view.put64(offset, value);
    }
  }

  /// What such a field can hold of a value.
  long narrow(long value) {
    return width == Integer.BYTES ? (int) value : value;
  }
}
