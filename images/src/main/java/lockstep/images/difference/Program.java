package lockstep.images.difference;

import java.util.List;

/// What is known of a whole file as a program: its fields, and what they are counted from. Both sides make it of the
/// same base, so nothing of it is ever sent. Of a file that is no program there are no fields.
final class Program {
  private final View file;
  private final ElfHeader header;
  private final Segments segments;
  private final List<Section> sections;
  private final FieldMap fields;
  private final SwitchTables tables;
  private final long names;
  private final long symbols;

  private Program(View file) {
    this.file = file;
    header = ElfHeader.of(file, file.size());
    segments = Segments.of(file, file.size());
    sections = segments.isEmpty() ? List.of() : Section.of(file, header);
    fields = new FieldMap(file.size());
    tables = new SwitchTables();
    Section symbolTable = first(Section.DYNAMIC_SYMBOLS);
    symbols = symbolTable == null ? 0 : symbolTable.address();
    Section nameTable = symbolTable == null ? null : linked(symbolTable);
    names = nameTable == null ? 0 : nameTable.address();
  }

  static Program of(View file) {
    Program program = new Program(file);
    new TableFields(program).find();
    new UnwindFields(program).find();
    if (program.header.machine() == Machine.X86_64) {
      new X86Fields(program).find();
    }
    return program;
  }

  View file() {
    return file;
  }

  ElfHeader header() {
    return header;
  }

  Segments segments() {
    return segments;
  }

  List<Section> sections() {
    return sections;
  }

  FieldMap fields() {
    return fields;
  }

  SwitchTables tables() {
    return tables;
  }

  /// Where the dynamic symbols are loaded, or 0.
  long symbols() {
    return symbols;
  }

  @org.jspecify.annotations.Nullable
  Section first(int type) {
    for (Section section : sections) {
      if (section.type() == type) {
        return section;
      }
    }
    return null;
  }

  /// The section that another one names as the one it needs.
  @org.jspecify.annotations.Nullable
  Section linked(Section section) {
    for (Section other : sections) {
      if (other.index() == section.link()) {
        return other;
      }
    }
    return null;
  }

  /// What the value of a field is counted from: an address, for forms that have one.
  long anchor(Kind kind, int offset) {
    return switch (kind) {
      case JUMP -> segments.address(tables.startBefore(offset));
      case SYMBOL_NAME, DYNAMIC_NAME -> names;
      case RELOCATION_SYMBOL -> symbols;
      case SYMBOL_SIZE -> file.int64(offset - 8);
      case SECTION_SIZE -> file.int64(offset - 16);
      case UNWIND_SIZE -> segments.address(offset - 4) + file.int32(offset - 4);
      default -> 0;
    };
  }

  /// The address that a field means in this file.
  ///
  /// @return it, or [Segments#NONE] when the field is not loaded, or means no address
  long meaning(Kind kind, int offset) {
    long value = kind.read(file, offset);
    return switch (kind.form()) {
      case SELF -> {
        long own = segments.address(offset);
        yield own == Segments.NONE ? Segments.NONE : own + kind.distance() + value;
      }
      case ANCHORED, EXTENT -> anchor(kind, offset) + value;
      case ABSOLUTE -> value;
      case INDEX -> symbols + value * TableFields.SYMBOL_BYTES;
      case OFFSET, BACKWARD -> Segments.NONE;
    };
  }
}
