package lockstep.images.trust;

import java.nio.charset.StandardCharsets;

/// How the files of a repository are called (5.3.12): with consistent snapshots, each version has its own name.
enum Naming {
  CONSISTENT,
  PLAIN;

  String metadataFile(String role, long version) {
    String plain = quoted(role) + ".json";
    return this == CONSISTENT ? version + "." + plain : plain;
  }

  /// @return percent-encoded, and without a `.` or `..` part
  String targetFile(String path, String hash) {
    StringBuilder out = new StringBuilder();
    String[] parts = path.split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      String part = quoted(parts[i]);
      boolean dots = part.equals(".") || part.equals("..");
      out.append(last && this == CONSISTENT ? hash + "." : "");
      out.append(dots ? part.replace(".", "%2E") : part).append(last ? "" : "/");
    }
    return out.toString();
  }

  /// One part of an address: everything but the unreserved characters percent-encoded.
  static String quoted(String part) {
    StringBuilder out = new StringBuilder(part.length());
    for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
      boolean unreserved =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || "-._~".indexOf(b) >= 0;
      if (unreserved) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
      }
    }
    return out.toString();
  }

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();
}
