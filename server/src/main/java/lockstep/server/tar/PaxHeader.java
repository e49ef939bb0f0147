package lockstep.server.tar;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import lockstep.excludes.Bytes;

/// The records of one PAX header, as they are written.
final class PaxHeader {
  private final ByteArrayOutputStream records = new ByteArrayOutputStream();

  boolean isEmpty() {
    return records.size() == 0;
  }

  void add(String keyword, long value) {
    add(keyword, Bytes.of(Long.toString(value)));
  }

  /// @param keyword Latin-1
  void add(String keyword, Bytes value) {
    byte[] name = keyword.getBytes(StandardCharsets.ISO_8859_1);
    int length = lengthOf(name.length + value.length() + 3);
    records.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
    records.writeBytes(name);
    records.write('=');
    records.writeBytes(value.toArray());
    records.write('\n');
  }

  /// The length of a record, which counts its own digits.
  private static int lengthOf(int withoutDigits) {
    int length = withoutDigits + 1;
    while (length != withoutDigits + Integer.toString(length).length()) {
      length++;
    }
    return length;
  }

  /// As many decimals as are needed; -2 s and 0.5 s are `-1.5`.
  void addTime(String keyword, long seconds, int nanos) {
    BigDecimal time = BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos, 9));
    add(keyword, Bytes.of(time.stripTrailingZeros().toPlainString()));
  }

  byte[] toArray() {
    return records.toByteArray();
  }
}
