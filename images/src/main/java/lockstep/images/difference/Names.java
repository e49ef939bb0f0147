package lockstep.images.difference;

import java.util.HashMap;
import java.util.Map;

/// The names of a program's addresses, by its dynamic symbols: what has the same name in two programs is the same thing,
/// however far it has moved. Of the names only hashes are kept.
final class Names {
  private static final int MAX_NAME_BYTES = 512;

  /// In the tables through which functions of other libraries are called, code follows the pointer's first target here.
  private static final int STUB_HEAD_BYTES = 6;

  private final Program program;
  private final View file;
  private final Map<Long, Integer> names = new HashMap<>();

  Names(Program program) {
    this.program = program;
    this.file = program.file();
    Section symbols = program.first(Section.DYNAMIC_SYMBOLS);
    Section strings = symbols == null ? null : program.linked(symbols);
    if (symbols == null || strings == null) {
      return;
    }
    for (int at = symbols.offset();
        at <= symbols.end() - TableFields.SYMBOL_BYTES;
        at += TableFields.SYMBOL_BYTES) {
      int name = name(strings, file.int32(at));
      names.putIfAbsent(symbols.address() + at - symbols.offset(), name);
      long value = file.int64(at + 8);
      if (file.unsigned16(at + 6) != 0 && value != 0) {
        names.putIfAbsent(value, name + 1);
      }
    }
    long budget = 4L * file.size();
    for (Section section : program.sections()) {
      budget -= section.size();
      if (section.type() == Section.RELOCATIONS && budget >= 0) {
        slots(section, symbols, strings);
      }
    }
  }

  private int name(Section strings, int start) {
    int hash = 1;
    if (start >= 0 && start < strings.size()) {
      int from = strings.offset() + start;
      int end = Math.min(strings.end(), from + MAX_NAME_BYTES);
      for (int at = from; at < end && file.get(at) != 0; at++) {
        hash = 31 * hash + file.get(at);
      }
    }
    return hash * 16;
  }

  /// Words that are filled with the address of a symbol, and the stubs that jump through them.
  private void slots(Section section, Section symbols, Section strings) {
    Machine machine = program.header().machine();
    int most = symbols.size() / TableFields.SYMBOL_BYTES;
    for (int at = section.offset();
        at <= section.end() - TableFields.RELOCATION_BYTES;
        at += TableFields.RELOCATION_BYTES) {
      int symbol = file.int32(at + 12);
      if (symbol <= 0 || symbol >= most) {
        continue;
      }
      int name = name(strings, file.int32(symbols.offset() + symbol * TableFields.SYMBOL_BYTES));
      int relocation = file.int32(at + 8);
      long slot = file.int64(at);
      if (machine.isJumpSlot(relocation) || machine.isGlobalData(relocation)) {
        names.putIfAbsent(slot, name + 2);
      }
      long place = program.segments().offset(slot);
      if (machine.isJumpSlot(relocation) && file.holds(place, Long.BYTES)) {
        long inStub = file.int64((int) place);
        names.putIfAbsent(inStub, name + 3);
        names.putIfAbsent(inStub - STUB_HEAD_BYTES, name + 4);
      }
    }
  }

  /// @return a hash of the name, or null when the address has none
  @org.jspecify.annotations.Nullable
  Integer get(long address) {
    return names.get(address);
  }
}
