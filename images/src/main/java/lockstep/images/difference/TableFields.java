package lockstep.images.difference;

/// Finds the fields of the tables that linkers and loaders read: relocations, symbols, pointers, section headers.
final class TableFields {
  static final int SYMBOL_BYTES = 24;
  static final int RELOCATION_BYTES = 24;

  private static final int WORD = Long.BYTES;
  private static final int DYNAMIC_ENTRY_BYTES = 16;

  private final Program program;
  private final View file;
  private final Segments segments;
  private final FieldMap fields;

  /// Sections may lie about each other's places; what is looked at in all is linear in the file nevertheless.
  private long budget;

  TableFields(Program program) {
    this.program = program;
    this.file = program.file();
    this.segments = program.segments();
    this.fields = program.fields();
    this.budget = 4L * file.size();
  }

  void find() {
    for (Section section : program.sections()) {
      budget -= section.size();
      if (budget < 0) {
        return;
      }
      switch (section.type()) {
        case Section.RELOCATIONS -> relocations(section);
        case Section.PACKED_RELOCATIONS -> packedRelocations(section);
        case Section.DYNAMIC_SYMBOLS -> symbols(section);
        case Section.DYNAMIC -> dynamic(section);
        default -> {}
      }
    }
    for (Section section : program.sections()) {
      budget -= section.size();
      if (budget >= 0 && holdsPointers(section)) {
        pointers(section);
      }
      header(section);
    }
  }

  private void relocations(Section section) {
    Machine machine = program.header().machine();
    for (int at = section.offset();
        at <= section.end() - RELOCATION_BYTES;
        at += RELOCATION_BYTES) {
      fields.add(at, Kind.RELOCATION_PLACE);
      if (file.int32(at + 12) != 0) {
        fields.add(at + 12L, Kind.RELOCATION_SYMBOL);
      } else if (segments.contains(file.int64(at + 16))) {
        fields.add(at + 16L, Kind.RELOCATION_ADDEND);
        long place = segments.offset(file.int64(at));
        if (machine.isRelative(file.int32(at + 8))
            && file.holds(place, WORD)
            && file.int64((int) place) == file.int64(at + 16)) {
          fields.add(place, Kind.RELOCATED);
        }
      }
    }
  }

  /// Words that hold the place of an address, or say which of the 63 words behind the last such place hold one.
  private void packedRelocations(Section section) {
    long next = 0;
    for (int at = section.offset(); at <= section.end() - WORD; at += WORD) {
      long entry = file.int64(at);
      if ((entry & 1) == 0) {
        fields.add(at, Kind.RELOCATION_PLACE);
        relocated(entry);
        next = entry + WORD;
      } else {
        for (int bit = 1; bit < Long.SIZE; bit++) {
          if (((entry >>> bit) & 1) != 0) {
            relocated(next + (bit - 1L) * WORD);
          }
        }
        next += (Long.SIZE - 1L) * WORD;
      }
    }
  }

  private void relocated(long address) {
    long place = segments.offset(address);
    if (file.holds(place, WORD) && segments.contains(file.int64((int) place))) {
      fields.add(place, Kind.RELOCATED);
    }
  }

  private void symbols(Section section) {
    for (int at = section.offset(); at <= section.end() - SYMBOL_BYTES; at += SYMBOL_BYTES) {
      if (file.int32(at) != 0) {
        fields.add(at, Kind.SYMBOL_NAME);
      }
      long value = file.int64(at + 8);
      if (file.unsigned16(at + 6) != 0 && value != 0 && segments.contains(value)) {
        fields.add(at + 8L, Kind.SYMBOL_VALUE);
        if (file.int64(at + 16) != 0) {
          fields.add(at + 16L, Kind.SYMBOL_SIZE);
        }
      }
    }
  }

  private void dynamic(Section section) {
    for (int at = section.offset();
        at <= section.end() - DYNAMIC_ENTRY_BYTES;
        at += DYNAMIC_ENTRY_BYTES) {
      long tag = file.int64(at);
      if (tag == 1 || tag == 14 || tag == 15 || tag == 29) {
        fields.add(at + 8L, Kind.DYNAMIC_NAME);
      } else if (tag > 2 && tag != 18 && segments.contains(file.int64(at + 8))) {
        fields.add(at + 8L, Kind.DYNAMIC_ADDRESS);
      }
    }
  }

  /// A program with a fixed place has addresses among its data; elsewhere numbers would be taken for them.
  private boolean holdsPointers(Section section) {
    return switch (section.type()) {
      case Section.START_POINTERS, Section.END_POINTERS -> true;
      case Section.PROGRAM ->
          section.name().startsWith(".got")
              || (program.header().fixedPlace()
                  && (section.isWritableData() || section.name().equals(".rodata")));
      default -> false;
    };
  }

  private void pointers(Section section) {
    for (int at = (section.offset() + WORD - 1) & -WORD; at <= section.end() - WORD; at += WORD) {
      long value = file.int64(at);
      if (value != 0 && segments.contains(value)) {
        fields.add(at, Kind.POINTER);
      }
    }
  }

  private void header(Section section) {
    long at = program.header().sectionTable() + (long) section.index() * ElfHeader.SECTION_BYTES;
    if (section.address() != 0) {
      fields.add(at + 16, Kind.SECTION_ADDRESS);
      if (section.type() != Section.NO_BITS) {
        fields.add(at + 32, Kind.SECTION_SIZE);
      }
    }
    fields.add(at + 24, Kind.SECTION_OFFSET);
  }
}
