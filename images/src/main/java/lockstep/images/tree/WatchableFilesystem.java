package lockstep.images.tree;

import java.util.Map;

/// The filesystems of which it is known that nothing changes in them but through this kernel's calls on them. On an overlay the
/// layers below can change, on a network filesystem another machine writes: nobody would be told.
final class WatchableFilesystem {
  private static final Map<Long, String> KNOWN =
      Map.of(
          0xef53L, "ext4",
          0x58465342L, "xfs",
          0x9123683eL, "btrfs",
          0xf2f52010L, "f2fs",
          0x01021994L, "tmpfs");

  private static final Map<Long, String> REFUSED =
      Map.of(
          0x794c7630L, "an overlay",
          0x6969L, "NFS",
          0x65735546L, "FUSE",
          0x01021997L, "9p",
          0xff534d42L, "CIFS",
          0xfe534d42L, "SMB",
          0x00c36400L, "Ceph");

  private WatchableFilesystem() {}

  static void require(Descriptor root) throws SystemCallException, UnwatchableException {
    long type = root.check("fstatfs", WatchCalls.filesystemType(root.number()));
    if (!KNOWN.containsKey(type)) {
      String name = REFUSED.getOrDefault(type, "a filesystem of type 0x%x".formatted(type));
      throw new UnwatchableException(
          "the root is on %s, where changes can come about that this kernel does not tell of"
              .formatted(name));
    }
  }
}
