package lockstep.agent.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;

/// Whether the root's filesystem can hold an image: owners, modes, extended attributes, hard links, and two files exchanged in one
/// call (`renameat2`). Told by its kind, since to try would be to write.
record FilesystemCheck(Path root) implements Check {
  private static final Set<String> ABLE =
      Set.of("ext4", "ext3", "xfs", "btrfs", "f2fs", "tmpfs", "overlay", "bcachefs", "zfs");

  private static final Set<String> UNABLE =
      Set.of(
          "vfat",
          "msdos",
          "exfat",
          "ntfs",
          "ntfs3",
          "iso9660",
          "squashfs",
          "erofs",
          "nfs",
          "nfs4",
          "cifs",
          "smb3",
          "9p");

  @Override
  public String name() {
    return "filesystem";
  }

  @Override
  public Finding look() throws IOException {
    FileStore store = Files.getFileStore(root);
    String kind = store.type();
    if (UNABLE.contains(kind)) {
      return Finding.bad(
          kind + " cannot exchange two files in one step, or not keep their owners and attributes",
          "put the root on ext4, xfs or btrfs");
    }
    if (store.isReadOnly()) {
      return Finding.bad("%s is mounted read-only".formatted(store), "mount -o remount,rw " + root);
    }
    return ABLE.contains(kind)
        ? Finding.ok(kind)
        : Finding.warn(
            kind + " is not among the filesystems that Lockstep is known to work on",
            "rehearse with a copy of the root: `lockstep-agent converge --root COPY --state DIR`");
  }
}
