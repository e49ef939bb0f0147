package lockstep.server.tar;

import java.nio.charset.StandardCharsets;
import lockstep.excludes.Bytes;

/// The PAX keyword of an extended attribute, as Latin-1. `=` ends a keyword, so GNU tar writes `%3D` for it in a name, and
/// `%25` for `%`; nothing else is encoded.
final class XattrKeyword {
  static final String PREFIX = "SCHILY.xattr.";

  private XattrKeyword() {}

  static String of(Bytes name) {
    String plain = new String(name.toArray(), StandardCharsets.ISO_8859_1);
    return PREFIX + plain.replace("%", "%25").replace("=", "%3D");
  }

  static Bytes nameIn(String keyword) {
    String encoded = keyword.substring(PREFIX.length());
    String plain = encoded.replace("%3D", "=").replace("%25", "%");
    return Bytes.copyOf(plain.getBytes(StandardCharsets.ISO_8859_1));
  }
}
