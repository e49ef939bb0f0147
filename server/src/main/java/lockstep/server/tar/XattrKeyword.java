package lockstep.server.tar;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import lockstep.excludes.Bytes;

/// The PAX keyword of an extended attribute, as Latin-1. `=` ends a keyword, so GNU tar writes `%3D` for it in a name, and
/// `%25` for `%`; nothing else is encoded.
final class XattrKeyword {
  static final String PREFIX = "SCHILY.xattr.";

  private static final Pattern OF_LINUX =
      Pattern.compile(
          "(user|trusted|security)\\..+|system\\.posix_acl_(access|default)", Pattern.DOTALL);

  private XattrKeyword() {}

  /// Whether a filesystem of Linux could keep it: no machine could ever be like an image with another one, such as those
  /// of macOS.
  static boolean isOfLinux(Bytes name) {
    return OF_LINUX.matcher(new String(name.toArray(), StandardCharsets.ISO_8859_1)).matches();
  }

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
