package lockstep.server.diff;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import lockstep.excludes.Bytes;
import lockstep.images.ContentHash;
import lockstep.images.Xattr;

/// The value of an extended attribute for people: what is known to have a meaning is decoded, the rest shown as text in
/// quotes or as hexadecimal digits; long values by their hash. Never empty.
final class XattrText {
  private static final int MOST_BYTES = 64;

  private XattrText() {}

  static String of(Xattr attribute) {
    Bytes value = attribute.value();
    String name = new String(attribute.name().toArray(), StandardCharsets.ISO_8859_1);
    String decoded =
        switch (name) {
          case Capabilities.ATTRIBUTE -> Capabilities.decode(value);
          case AccessList.OF_ACCESS, AccessList.OF_DEFAULT -> AccessList.decode(value);
          default -> "";
        };
    return decoded.isEmpty() ? plain(value) : decoded;
  }

  private static String plain(Bytes value) {
    byte[] bytes = value.toArray();
    if (bytes.length > MOST_BYTES) {
      return "%d bytes of SHA-256 %s".formatted(bytes.length, ContentHash.of(bytes));
    }
    for (byte b : bytes) {
      if (b < 0x20 || b == 0x7f || b == '"' || b == '\\') {
        return "0x" + HexFormat.of().formatHex(bytes);
      }
    }
    return '"' + new String(bytes, StandardCharsets.US_ASCII) + '"';
  }
}
