package lockstep.images.difference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A small program as a linker would lay it out, for x86-64 and little-endian: functions that call each other and load
/// data, a switch, unwind entries with their sorted table, symbols, relocations with the words they fill. Built of seeded
/// functions, so that two programs can share most of them at different places.
final class SampleProgram {
  private static final int PAGE = 0x1000;
  private static final int HEADERS = 64 + 56 * 4;
  private static final int CODE = 0x200;
  private static final int MEASURE = -1;

  private final List<Integer> functions;
  private final ByteBuffer out = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
  private final List<int[]> sections = new ArrayList<>();
  private final ByteArrayOutputStream names = new ByteArrayOutputStream();
  private final int[] starts;
  private final int[] ends;

  private SampleProgram(List<Integer> functions) {
    this.functions = functions;
    this.starts = new int[functions.size()];
    this.ends = new int[functions.size()];
  }

  /// @param functions a seed for each; where a function refers to another, it means the same seed everywhere
  static byte[] of(List<Integer> functions) {
    return new SampleProgram(functions).build();
  }

  private byte[] build() {
    names.write(0);
    int codeEnd = CODE;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = codeEnd;
      ends[i] = codeEnd + lay(i, MEASURE);
      codeEnd = (ends[i] + 15) & -16;
    }
    int table = (codeEnd + 63) & -64;
    Arrays.fill(out.array(), CODE, codeEnd, (byte) 0x90);
    for (int i = 0; i < starts.length; i++) {
      out.position(starts[i]);
      lay(i, table);
    }
    section(".text", 1, 6, CODE, codeEnd, 0);
    int end = switchTable(table);
    section(".rodata", 1, 2, table, end, 0);
    end = unwind(end);
    end = symbols((end + 7) & -8);
    end = relocations((end + 7) & -8);
    headers(end);
    return Arrays.copyOf(out.array(), out.position());
  }

  /// Lays a function, or only measures it.
  private int lay(int index, int table) {
    Random random = new Random(functions.get(index));
    int length = 0;
    for (int i = 4 + random.nextInt(30); i > 0; i--) {
      int choice = random.nextInt(6);
      int callee = functions.indexOf(random.nextInt(40));
      byte[] plain = new byte[2 + random.nextInt(4)];
      random.nextBytes(plain);
      if (table != MEASURE) {
        int at = out.position();
        switch (choice) {
          case 0, 1, 2 -> out.put((byte) 0xe8).putInt(callee < 0 ? 0 : starts[callee] - at - 5);
          case 3 -> out.putShort((short) 0x8d48).put((byte) 0x05).putInt(table - at - 7);
          default -> {
            for (byte value : plain) {
              out.put((byte) 0xb0).put(value);
            }
          }
        }
      }
      length += choice < 3 ? 5 : choice == 3 ? 7 : 2 * plain.length;
    }
    if (table != MEASURE) {
      out.put((byte) 0xc3);
    }
    return length + 1;
  }

  private int switchTable(int at) {
    out.position(at);
    for (int start : starts) {
      out.putInt(start - at);
    }
    return out.position();
  }

  private int unwind(int from) {
    int head = (from + 7) & -8;
    int frames = head + 12 + 8 * starts.length;
    out.position(head);
    out.putInt(0x3b031b01).putInt(frames - head - 4).putInt(starts.length);
    int entries = frames + 24;
    for (int i = 0; i < starts.length; i++) {
      out.putInt(starts[i] - head).putInt(entries + 20 * i - head);
    }
    out.putInt(20).putInt(0).put((byte) 1).put("zR\0".getBytes(StandardCharsets.ISO_8859_1));
    out.put(new byte[] {1, 0x78, 16, 1, 0x1b, 12, 7, 8, 0, 0, 0, 0});
    for (int i = 0; i < starts.length; i++) {
      int at = out.position();
      out.putInt(16).putInt(at + 4 - frames).putInt(starts[i] - at - 8);
      out.putInt(ends[i] - starts[i]).putInt(0);
    }
    section(".eh_frame_hdr", 1, 2, head, frames, 0);
    section(".eh_frame", 1, 2, frames, out.position(), 0);
    return out.position();
  }

  private int symbols(int at) {
    ByteArrayOutputStream strings = new ByteArrayOutputStream();
    strings.write(0);
    out.position(at);
    out.put(new byte[24]);
    for (int i = 0; i < starts.length; i++) {
      out.putInt(strings.size()).putInt(0x00010012).putLong(starts[i]);
      out.putLong(ends[i] - starts[i]);
      strings.writeBytes(("function" + functions.get(i) + "\0").getBytes(StandardCharsets.UTF_8));
    }
    section(".dynsym", 11, 2, at, out.position(), sections.size() + 2);
    int start = out.position();
    out.put(strings.toByteArray());
    section(".dynstr", 3, 2, start, out.position(), 0);
    return out.position();
  }

  private int relocations(int at) {
    out.position(at);
    int data = at + 24 * starts.length;
    for (int i = 0; i < starts.length; i++) {
      out.putLong(data + 8L * i + PAGE).putLong(8).putLong(starts[i]);
    }
    section(".rela.dyn", 4, 2, at, out.position(), 0);
    for (int start : starts) {
      out.putLong(start);
    }
    section(".data.rel.ro", 1, 3, data, out.position(), 0);
    return data;
  }

  private void section(String name, int type, int flags, int from, int to, int link) {
    sections.add(new int[] {names.size(), type, flags, from, to, link});
    names.writeBytes((name + "\0").getBytes(StandardCharsets.UTF_8));
  }

  private void headers(int data) {
    int dataEnd = out.position();
    section(".shstrtab", 3, 0, dataEnd, dataEnd + names.size() + 10, 0);
    out.put(names.toByteArray());
    int table = (out.position() + 7) & -8;
    out.position(table);
    out.put(new byte[64]);
    for (int[] section : sections) {
      int address = section[2] == 0 ? 0 : section[3] >= data ? section[3] + PAGE : section[3];
      out.putInt(section[0]).putInt(section[1]).putLong(section[2]).putLong(address);
      out.putLong(section[3]).putLong(section[4] - section[3]).putInt(section[5]);
      out.putInt(0).putLong(8).putLong(0);
    }
    int end = out.position();
    out.position(0);
    out.putInt(0x464c457f).putInt(0x00010102).putLong(0).putInt(0x003e0003).putInt(1);
    out.putLong(CODE).putLong(64).putLong(table).putInt(0);
    out.putShort((short) 64).putShort((short) 56).putShort((short) 3).putShort((short) 64);
    out.putShort((short) (sections.size() + 1)).putShort((short) sections.size());
    segment(1, 0, 0, data);
    segment(1, data, PAGE, dataEnd - data);
    int head = sections.get(2)[3];
    segment(0x6474e550, head, 0, sections.get(2)[4] - head);
    if (out.position() > HEADERS) {
      throw new AssertionError("headers are too long");
    }
    out.position(end);
  }

  private void segment(int type, int offset, int shift, int bytes) {
    out.putInt(type).putInt(7).putLong(offset).putLong(offset + shift).putLong(offset + shift);
    out.putLong(bytes).putLong(bytes + (shift == 0 ? 0 : 64)).putLong(8);
  }
}
