package lockstep.agent.order;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.images.tree.FileHandle;

/// Reads from a program or shared library of the ELF format what it needs to start. Of a damaged one it tells less.
final class ElfFile {
  static final int HEADER_BYTES = 64;

  private static final int PROGRAM_LOAD = 1;
  private static final int PROGRAM_DYNAMIC = 2;
  private static final int PROGRAM_INTERPRETER = 3;
  private static final int DYNAMIC_NEEDED = 1;
  private static final int DYNAMIC_STRINGS = 5;
  private static final int MAX_DYNAMIC_BYTES = 64 * 1024;
  private static final int MAX_NAME_BYTES = 4096;

  private final FileHandle file;
  private final boolean wide;
  private final ByteOrder order;

  /// A part of the file, and where it is when it is loaded.
  private record Segment(int type, long offset, long address, long size) {}

  private ElfFile(FileHandle file, ByteBuffer header) {
    this.file = file;
    wide = header.get(4) == 2;
    order = header.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  static boolean isElf(ByteBuffer header) {
    return header.remaining() >= HEADER_BYTES && header.getInt(0) == 0x7f454c46;
  }

  /// The loader's path, and the names of libraries.
  ///
  /// @param header the first [#HEADER_BYTES], [an ELF file's][#isElf]
  static List<Bytes> needs(FileHandle file, ByteBuffer header) throws IOException {
    return new ElfFile(file, header).needs(header);
  }

  private List<Bytes> needs(ByteBuffer header) throws IOException {
    List<Segment> segments = segments(header.duplicate().order(order));
    List<Bytes> needs = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment.type == PROGRAM_INTERPRETER) {
        needs.add(text(segment.offset));
      } else if (segment.type == PROGRAM_DYNAMIC) {
        libraries(segment, segments, needs);
      }
    }
    return needs;
  }

  private List<Segment> segments(ByteBuffer header) throws IOException {
    long at = wide ? header.getLong(32) : Integer.toUnsignedLong(header.getInt(28));
    int entryBytes = Short.toUnsignedInt(header.getShort(wide ? 54 : 42));
    int count = Short.toUnsignedInt(header.getShort(wide ? 56 : 44));
    ByteBuffer table = read(at, Math.clamp((long) entryBytes * count, 0, MAX_DYNAMIC_BYTES));
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; entryBytes >= (wide ? 56 : 32) && (i + 1) * entryBytes <= table.limit(); i++) {
      int entry = i * entryBytes;
      segments.add(
          wide
              ? new Segment(
                  table.getInt(entry),
                  table.getLong(entry + 8),
                  table.getLong(entry + 16),
                  table.getLong(entry + 32))
              : new Segment(
                  table.getInt(entry),
                  Integer.toUnsignedLong(table.getInt(entry + 4)),
                  Integer.toUnsignedLong(table.getInt(entry + 8)),
                  Integer.toUnsignedLong(table.getInt(entry + 16))));
    }
    return segments;
  }

  private void libraries(Segment dynamic, List<Segment> segments, List<Bytes> needs)
      throws IOException {
    ByteBuffer entries = read(dynamic.offset, Math.clamp(dynamic.size, 0, MAX_DYNAMIC_BYTES));
    int word = wide ? 8 : 4;
    List<Long> names = new ArrayList<>();
    long strings = -1;
    for (int at = 0; at + 2 * word <= entries.limit(); at += 2 * word) {
      long tag = word(entries, at);
      long value = word(entries, at + word);
      if (tag == DYNAMIC_NEEDED) {
        names.add(value);
      } else if (tag == DYNAMIC_STRINGS) {
        strings = offsetOf(value, segments);
      }
    }
    for (long name : names) {
      if (strings >= 0) {
        needs.add(text(strings + name));
      }
    }
  }

  private long word(ByteBuffer entries, int at) {
    return wide ? entries.getLong(at) : Integer.toUnsignedLong(entries.getInt(at));
  }

  private static long offsetOf(long address, List<Segment> segments) {
    for (Segment segment : segments) {
      long into = address - segment.address;
      if (segment.type == PROGRAM_LOAD && into >= 0 && into < segment.size) {
        return segment.offset + into;
      }
    }
    return -1;
  }

  /// Up to the NUL.
  private Bytes text(long offset) throws IOException {
    ByteBuffer bytes = read(offset, MAX_NAME_BYTES);
    int end = 0;
    while (end < bytes.limit() && bytes.get(end) != 0) {
      end++;
    }
    return NeedReader.part(bytes, 0, end);
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    return NeedReader.read(file, Math.max(offset, 0), length).order(order);
  }
}
