package lockstep.server.tar;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lockstep.excludes.Bytes;
import lockstep.images.Xattr;
import org.jspecify.annotations.Nullable;

/// The records of PAX headers: keywords as Latin-1, so that no byte is lost, values as bytes. Later records of a keyword replace earlier ones,
/// but for the offsets and lengths of GNU's sparse format 0.0, which are a list.
final class PaxRecords {
  private static final int MAX_LENGTH_DIGITS = 10;
  private static final String ACL_PREFIX = "SCHILY.acl.";

  private final Map<String, Bytes> values = new HashMap<>();
  private final List<Long> sparseNumbers = new ArrayList<>();

  /// Reads `size` bytes of records, then the padding.
  void read(BlockInput in, long size) throws IOException {
    if (size > 16 << 20) {
      throw in.unsupported("PAX records of " + size + " bytes");
    }
    byte[] data = in.bytes((int) size);
    in.skip(BlockInput.padded(size) - size);
    int at = 0;
    while (at < data.length) {
      at = record(in, data, at);
    }
  }

  /// `LENGTH KEYWORD=VALUE\n`, the length counting all of it.
  private int record(BlockInput in, byte[] data, int start) throws IOException {
    int length = 0;
    int at = start;
    while (at < data.length
        && at - start < MAX_LENGTH_DIGITS
        && data[at] >= '0'
        && data[at] <= '9') {
      length = length * 10 + (data[at++] - '0');
    }
    int end = start + length;
    int equals = at;
    while (equals < data.length && data[equals] != '=') {
      equals++;
    }
    boolean sane = at > start && at < end && end <= data.length;
    if (!sane || data[at] != ' ' || equals >= end - 1 || data[end - 1] != '\n') {
      throw in.damaged("a PAX record is malformed");
    }
    String keyword = new String(data, at + 1, equals - at - 1, StandardCharsets.ISO_8859_1);
    put(in, keyword, Bytes.copyOf(data, equals + 1, end - 1));
    return end;
  }

  private void put(BlockInput in, String keyword, Bytes value) throws IOException {
    if (keyword.equals("GNU.sparse.offset") || keyword.equals("GNU.sparse.numbytes")) {
      sparseNumbers.add(parse(in, keyword, value));
    } else {
      values.put(keyword, value);
    }
  }

  /// The global records, under these.
  void putAll(PaxRecords others) {
    values.putAll(others.values);
  }

  @Nullable Bytes bytes(String keyword) {
    return values.get(keyword);
  }

  /// A decimal number, or `otherwise` when there is none.
  long number(BlockInput in, String keyword, long otherwise) throws IOException {
    Bytes value = values.get(keyword);
    return value == null ? otherwise : parse(in, keyword, value);
  }

  private static long parse(BlockInput in, String keyword, Bytes value) throws IOException {
    try {
      return Long.parseLong(value.utf8());
    } catch (NumberFormatException e) {
      throw in.damaged("PAX " + keyword + " is no number: " + value);
    }
  }

  /// Seconds with a fraction, rounded down to the nanosecond, as `{seconds, nanoseconds}`.
  long[] time(BlockInput in, long otherwise) throws IOException {
    Bytes value = values.get("mtime");
    if (value == null) {
      return new long[] {otherwise, 0};
    }
    if (value.length() > 40) {
      throw in.damaged("PAX mtime is no time: " + value);
    }
    try {
      BigDecimal time = new BigDecimal(value.utf8()).setScale(9, RoundingMode.FLOOR);
      BigDecimal seconds = time.setScale(0, RoundingMode.FLOOR);
      long nanos = time.subtract(seconds).movePointRight(9).longValueExact();
      return new long[] {seconds.longValueExact(), nanos};
    } catch (ArithmeticException | NumberFormatException e) {
      throw in.damaged("PAX mtime is no time: " + value);
    }
  }

  /// Sorted by name.
  List<Xattr> xattrs(BlockInput in) throws IOException {
    TreeMap<Bytes, Xattr> xattrs = new TreeMap<>();
    for (Map.Entry<String, Bytes> value : values.entrySet()) {
      String keyword = value.getKey();
      if (keyword.startsWith(XattrKeyword.PREFIX)) {
        Bytes name = XattrKeyword.nameIn(keyword);
        if (!XattrKeyword.isOfLinux(name)) {
          throw in.unsupported(
              "an extended attribute '%s', which Linux has no place for".formatted(name));
        }
        xattrs.put(name, new Xattr(name, value.getValue()));
      } else if (keyword.startsWith(ACL_PREFIX) && !values.containsKey(attributeOf(keyword))) {
        throw in.unsupported(
            "ACLs are written as text ("
                + keyword
                + "); make the archive with --xattrs-include='*'");
      }
    }
    return List.copyOf(xattrs.values());
  }

  /// The same ACL as it is in the filesystem, which GNU tar writes beside the text.
  private static String attributeOf(String acl) {
    return XattrKeyword.PREFIX + "system.posix_acl_" + acl.substring(ACL_PREFIX.length());
  }

  List<Long> sparseNumbers() {
    return sparseNumbers;
  }
}
