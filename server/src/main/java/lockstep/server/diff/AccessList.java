package lockstep.server.diff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.Bytes;

/// A POSIX ACL as Linux keeps it in an attribute: a version, then a tag, permissions and an id for each entry.
final class AccessList {
  static final String OF_ACCESS = "system.posix_acl_access";
  static final String OF_DEFAULT = "system.posix_acl_default";

  private static final int VERSION = 2;
  private static final int ENTRY_BYTES = 8;

  private AccessList() {}

  /// As `getfacl` writes it, with numbers and on one line, such as `user::rwx,user:1001:r-x`; empty when the value is none.
  static String decode(Bytes value) {
    ByteBuffer in = ByteBuffer.wrap(value.toArray()).order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < 4 || in.getInt() != VERSION || in.remaining() % ENTRY_BYTES != 0) {
      return "";
    }
    List<String> entries = new ArrayList<>();
    while (in.hasRemaining()) {
      int tag = in.getShort() & 0xffff;
      int permissions = in.getShort() & 0xffff;
      String id = Integer.toUnsignedString(in.getInt());
      entries.add(
          switch (tag) {
                case 0x01 -> "user::";
                case 0x02 -> "user:" + id + ":";
                case 0x04 -> "group::";
                case 0x08 -> "group:" + id + ":";
                case 0x10 -> "mask::";
                case 0x20 -> "other::";
                default -> "tag " + tag + ":";
              }
              + text(permissions));
    }
    return String.join(",", entries);
  }

  private static String text(int permissions) {
    return ((permissions & 4) != 0 ? "r" : "-")
        + ((permissions & 2) != 0 ? "w" : "-")
        + ((permissions & 1) != 0 ? "x" : "-");
  }
}
