package lockstep.images.difference;

import java.util.ArrayList;
import java.util.List;

/// A part of a program that its section headers name. All of it lies inside the file, but for [#NO_BITS].
///
/// @param address where it is loaded, 0 when it is not
/// @param link the index of the section that it needs, of its symbols or names
/// @param index which section header is its own
record Section(
    String name, int type, long flags, long address, int offset, int size, int link, int index) {
  static final int PROGRAM = 1;
  static final int RELOCATIONS = 4;
  static final int DYNAMIC = 6;
  static final int NO_BITS = 8;
  static final int DYNAMIC_SYMBOLS = 11;
  static final int START_POINTERS = 14;
  static final int END_POINTERS = 15;
  static final int PACKED_RELOCATIONS = 19;

  /// As many as are looked at.
  private static final int MAX_SECTIONS = 1024;

  private static final int MAX_NAME_BYTES = 32;
  private static final int WRITE = 1;
  private static final int LOADED = 2;
  private static final int EXECUTABLE = 4;

  boolean isCode() {
    return type == PROGRAM && (flags & LOADED) != 0 && (flags & EXECUTABLE) != 0;
  }

  boolean isWritableData() {
    return type == PROGRAM && (flags & LOADED) != 0 && (flags & WRITE) != 0;
  }

  int end() {
    return offset + size;
  }

  /// @return those that lie inside the file, in the order of their headers
  static List<Section> of(View file, ElfHeader header) {
    List<Section> sections = new ArrayList<>();
    long table = header.sectionTable();
    int count = Math.min(header.sectionCount(), MAX_SECTIONS);
    if (!file.holds(table, (long) count * ElfHeader.SECTION_BYTES)) {
      return sections;
    }
    int names = (int) table + Math.min(header.sectionNames(), count - 1) * ElfHeader.SECTION_BYTES;
    for (int i = 1; i < count; i++) {
      int at = (int) table + i * ElfHeader.SECTION_BYTES;
      int type = file.int32(at + 4);
      long offset = file.int64(at + 24);
      long size = type == NO_BITS ? 0 : file.int64(at + 32);
      if (file.holds(offset, size)) {
        String name = name(file, file.int64(names + 24) + Integer.toUnsignedLong(file.int32(at)));
        sections.add(
            new Section(
                name,
                type,
                file.int64(at + 8),
                file.int64(at + 16),
                (int) offset,
                (int) size,
                file.int32(at + 40),
                i));
      }
    }
    return sections;
  }

  private static String name(View file, long offset) {
    StringBuilder name = new StringBuilder();
    for (long at = offset; name.length() < MAX_NAME_BYTES && file.holds(at, 1); at++) {
      int letter = file.unsigned8((int) at);
      if (letter == 0) {
        break;
      }
      name.append((char) letter);
    }
    return name.toString();
  }
}
