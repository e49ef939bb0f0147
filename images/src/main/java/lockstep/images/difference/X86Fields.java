package lockstep.images.difference;

import java.util.BitSet;

/// Finds the addresses in x86-64 code, and the tables that switches jump by.
final class X86Fields {
  private static final int ENTRY = Integer.BYTES;

  private final Program program;
  private final View file;
  private final Segments segments;
  private final FieldMap fields;
  private final SwitchTables tables;
  private final X86Instruction instruction;
  private final BitSet starts;

  X86Fields(Program program) {
    this.program = program;
    this.file = program.file();
    this.segments = program.segments();
    this.fields = program.fields();
    this.tables = program.tables();
    this.instruction = new X86Instruction(file);
    this.starts = new BitSet(file.size());
  }

  void find() {
    long budget = 2L * file.size();
    for (Section section : program.sections()) {
      if (section.isCode()) {
        budget -= section.size();
        if (budget < 0) {
          break;
        }
        code(section);
      }
    }
    tables.close();
    for (int i = 0; i < tables.count(); i++) {
      table(tables.start(i), i + 1 < tables.count() ? tables.start(i + 1) : file.size());
    }
  }

  private void code(Section section) {
    for (int at = section.offset(); at < section.end(); ) {
      int end = instruction.decode(at, section.end());
      if (end == X86Instruction.NONE) {
        at++;
        continue;
      }
      starts.set(at);
      if (instruction.branch() != X86Instruction.NONE) {
        branch(end);
      } else if (instruction.displacement() != X86Instruction.NONE && instruction.isRelative()) {
        load(end);
      } else if (program.header().fixedPlace()) {
        absolutes();
      }
      at = end;
    }
  }

  private void branch(int end) {
    int at = instruction.branch();
    if (segments.contains(segments.address(at) + end - at + file.int32(at))) {
      fields.add(at, Kind.BRANCH);
    }
  }

  private void load(int end) {
    int at = instruction.displacement();
    long address = segments.address(at) + end - at + file.int32(at);
    if (!segments.contains(address)) {
      return;
    }
    switch (end - at) {
      case 4 -> fields.add(at, Kind.LOAD);
      case 5 -> fields.add(at, Kind.LOAD_IMMEDIATE_8);
      case 6 -> fields.add(at, Kind.LOAD_IMMEDIATE_16);
      case 8 -> fields.add(at, Kind.LOAD_IMMEDIATE_32);
      default -> {}
    }
    long table = segments.offset(address);
    if (instruction.isAddressOnly() && table % ENTRY == 0 && file.holds(table, ENTRY)) {
      tables.add((int) table);
    }
  }

  private void absolutes() {
    absolute(instruction.displacement());
    if (instruction.immediateBytes() == Integer.BYTES) {
      absolute(instruction.immediate());
    }
  }

  private void absolute(int at) {
    if (at != X86Instruction.NONE && segments.contains(file.int32(at))) {
      fields.add(at, Kind.ABSOLUTE_32);
    }
  }

  /// Entries that lead to instructions from the table's start on are distances; what follows is something else.
  private void table(int start, int limit) {
    long address = segments.address(start);
    int end = start;
    while (!starts.get(start)
        && end <= limit - ENTRY
        && file.int32(end) < 0
        && leadsToInstruction(address + file.int32(end))) {
      end += ENTRY;
    }
    if (end - start < 2 * ENTRY) {
      return;
    }
    for (int at = start; at < end; at += ENTRY) {
      fields.add(at, Kind.JUMP);
    }
  }

  private boolean leadsToInstruction(long address) {
    long offset = segments.offset(address);
    return offset >= 0 && offset < file.size() && starts.get((int) offset);
  }
}
