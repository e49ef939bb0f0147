package lockstep.server.diff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.Bytes;

/// The capabilities that a program file gives to whoever runs it (`struct vfs_cap_data` of linux/capability.h).
final class Capabilities {
  static final String ATTRIBUTE = "security.capability";

  private static final int REVISION_1 = 0x01000000;
  private static final int REVISION_2 = 0x02000000;
  private static final int REVISION_3 = 0x03000000;
  private static final int EFFECTIVE = 1;

  /// By number.
  private static final String[] NAMES = {
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "linux_immutable",
    "net_bind_service",
    "net_broadcast",
    "net_admin",
    "net_raw",
    "ipc_lock",
    "ipc_owner",
    "sys_module",
    "sys_rawio",
    "sys_chroot",
    "sys_ptrace",
    "sys_pacct",
    "sys_admin",
    "sys_boot",
    "sys_nice",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "mknod",
    "lease",
    "audit_write",
    "audit_control",
    "setfcap",
    "mac_override",
    "mac_admin",
    "syslog",
    "wake_alarm",
    "block_suspend",
    "audit_read",
    "perfmon",
    "bpf",
    "checkpoint_restore"
  };

  private Capabilities() {}

  /// As `getcap` writes them, such as `cap_net_raw=ep`; empty when the value is none of this kind.
  static String decode(Bytes value) {
    ByteBuffer in = ByteBuffer.wrap(value.toArray()).order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < 4) {
      return "";
    }
    int magic = in.getInt();
    int words =
        switch (magic & 0xff000000) {
          case REVISION_1 -> 1;
          case REVISION_2, REVISION_3 -> 2;
          default -> 0;
        };
    boolean rooted = (magic & 0xff000000) == REVISION_3;
    if (words == 0 || in.remaining() != words * 8 + (rooted ? 4 : 0)) {
      return "";
    }
    long permitted = 0;
    long inheritable = 0;
    for (int i = 0; i < words; i++) {
      permitted |= Integer.toUnsignedLong(in.getInt()) << (32 * i);
      inheritable |= Integer.toUnsignedLong(in.getInt()) << (32 * i);
    }
    String text = text(permitted, inheritable, (magic & EFFECTIVE) != 0 ? "e" : "");
    return rooted ? text + " for root " + Integer.toUnsignedString(in.getInt()) : text;
  }

  private static String text(long permitted, long inheritable, String effective) {
    List<String> parts = new ArrayList<>();
    add(parts, permitted & inheritable, effective + "ip");
    add(parts, permitted & ~inheritable, effective + "p");
    add(parts, inheritable & ~permitted, effective + "i");
    return parts.isEmpty() ? "none" : String.join(" ", parts);
  }

  private static void add(List<String> parts, long set, String how) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < Long.SIZE; i++) {
      if ((set & 1L << i) != 0) {
        names.add("cap_" + (i < NAMES.length ? NAMES[i] : i));
      }
    }
    if (!names.isEmpty()) {
      parts.add(String.join(",", names) + "=" + how);
    }
  }
}
