package lockstep.server.tar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.Bytes;
import org.jspecify.annotations.Nullable;

/// Where the pieces of sparse files belong, in GNU's four formats.
final class SparseMaps {
  private static final int OLD_EXTENTS_OFFSET = 386;
  private static final int OLD_EXTENTS = 4;
  private static final int OLD_MORE_FLAG = 482;
  private static final int EXTENSION_EXTENTS = 21;
  private static final int EXTENSION_MORE_FLAG = 504;
  private static final int MAX_EXTENTS = 1 << 20;

  private final BlockInput in;

  SparseMaps(BlockInput in) {
    this.in = in;
  }

  /// GNU's own format: some in the header, the rest in blocks after it.
  List<TarEntry.Extent> old(HeaderBlock header) throws IOException {
    List<TarEntry.Extent> extents = new ArrayList<>();
    old(header, OLD_EXTENTS_OFFSET, OLD_EXTENTS, extents);
    boolean more = header.flag(OLD_MORE_FLAG);
    while (more) {
      HeaderBlock extension = new HeaderBlock(in.block(), in);
      old(extension, 0, EXTENSION_EXTENTS, extents);
      more = extension.flag(EXTENSION_MORE_FLAG);
      checkCount(extents.size());
    }
    return extents;
  }

  private static void old(HeaderBlock block, int from, int count, List<TarEntry.Extent> extents)
      throws IOException {
    for (int i = 0; i < count; i++) {
      int at = from + i * 24;
      if (!block.isBlank(at, 24)) {
        extents.add(new TarEntry.Extent(block.number(at, 12), block.number(at + 12, 12)));
      }
    }
  }

  /// Formats 0.0 (numbers in records of their own) and 0.1 (all in one); null when there is neither.
  @Nullable List<TarEntry.Extent> inRecords(PaxRecords pax) throws IOException {
    Bytes map = pax.bytes("GNU.sparse.map");
    if (map == null) {
      boolean said = pax.bytes("GNU.sparse.numblocks") != null;
      return said ? pairs(pax.sparseNumbers()) : null;
    }
    List<Long> numbers = new ArrayList<>();
    if (map.length() > 0) {
      for (String number : map.utf8().split(",", -1)) {
        numbers.add(parse(number));
      }
    }
    return pairs(numbers);
  }

  /// Format 1.0: the map stands before the data, as lines of decimal numbers, padded to a block.
  ///
  /// @return the extents; [#consumed] tells how many bytes of the entry they took
  List<TarEntry.Extent> beforeData() throws IOException {
    consumed = 0;
    line.setLength(0);
    int count = Math.toIntExact(Math.min(nextNumber(), Integer.MAX_VALUE));
    checkCount(count);
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < 2 * count; i++) {
      numbers.add(nextNumber());
    }
    return pairs(numbers);
  }

  private long consumed;
  private byte[] block = new byte[0];
  private int at;
  private final StringBuilder line = new StringBuilder();

  long consumed() {
    return consumed;
  }

  private long nextNumber() throws IOException {
    line.setLength(0);
    while (true) {
      if (consumed == 0 || at == block.length) {
        block = in.block();
        at = 0;
        consumed += block.length;
      }
      char c = (char) (block[at++] & 0xff);
      if (c == '\n') {
        return parse(line.toString());
      }
      line.append(c);
      if (line.length() > 20) {
        throw in.damaged("a sparse map is malformed");
      }
    }
  }

  private List<TarEntry.Extent> pairs(List<Long> numbers) throws IOException {
    if (numbers.size() % 2 != 0) {
      throw in.damaged("a sparse map has an offset without a length");
    }
    List<TarEntry.Extent> extents = new ArrayList<>(numbers.size() / 2);
    for (int i = 0; i < numbers.size(); i += 2) {
      extents.add(new TarEntry.Extent(numbers.get(i), numbers.get(i + 1)));
    }
    return extents;
  }

  /// Checks that the pieces are in order, inside the file, and all that is stored.
  void check(List<TarEntry.Extent> extents, long storedBytes, long size) throws IOException {
    long end = 0;
    long sum = 0;
    for (TarEntry.Extent extent : extents) {
      if (extent.offset() < end
          || extent.length() < 0
          || extent.offset() > size - extent.length()) {
        throw in.damaged("a sparse map runs back or out of its file");
      }
      end = extent.offset() + extent.length();
      sum += extent.length();
    }
    if (sum != storedBytes) {
      throw in.damaged("a sparse map speaks of %d bytes, %d are there".formatted(sum, storedBytes));
    }
  }

  private void checkCount(int count) throws IOException {
    if (count > MAX_EXTENTS) {
      throw in.unsupported("a sparse file in " + count + " pieces");
    }
  }

  private long parse(String number) throws IOException {
    try {
      return Long.parseLong(number);
    } catch (NumberFormatException e) {
      throw in.damaged("a sparse map is malformed");
    }
  }
}
