package lockstep.images.difference;

/// Finds the fields of `.eh_frame`: where each function begins, how long it is, where its handlers are.
final class UnwindFields {
  private final Program program;
  private final View file;
  private final FieldMap fields;

  UnwindFields(Program program) {
    this.program = program;
    this.file = program.file();
    this.fields = program.fields();
  }

  void find() {
    for (Section section : program.sections()) {
      if (section.name().equals(".eh_frame")) {
        entries(section);
        return;
      }
    }
  }

  private void entries(Section section) {
    UnwindReader reader = new UnwindReader(file, section.offset(), section.end());
    while (reader.next()) {
      if (reader.isCommon()) {
        add(reader.personality(), Kind.UNWIND_DATA);
      } else {
        fields.add(reader.offset() + 4L, Kind.UNWIND_COMMON);
        if (reader.hasPlainStart() && program.segments().address(reader.start()) >= 0) {
          fields.add(reader.start(), Kind.UNWIND_START);
          fields.add(reader.start() + 4L, Kind.UNWIND_SIZE);
          add(reader.handlers(), Kind.UNWIND_DATA);
        }
      }
    }
  }

  private void add(int offset, Kind kind) {
    if (offset != UnwindReader.NONE) {
      fields.add(offset, kind);
    }
  }
}
