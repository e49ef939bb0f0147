package lockstep.images.tree;

import java.nio.file.Path;
import java.util.Set;
import lockstep.excludes.Bytes;

/// Mounts that nobody else sees: those of one thread, and of the processes that it starts.
///
///     enter()                 from here on, in this thread
///     memory, overlay, bind   each shows in this thread and in what it starts
///     detach                  what was mounted is let go
///
/// When the thread and all that it started have ended, by whatever means, the kernel takes every one of these mounts away.
/// Paths are the host's, absolute; symlinks on the way are followed. It needs `CAP_SYS_ADMIN`.
public final class PrivateMounts {
  /// What is changed above the lower directory costs no copy: an inode's metadata alone, a renamed directory as a whole.
  private static final String OVERLAY_OPTIONS =
      ",metacopy=on,redirect_dir=on,index=off,nfs_export=off";

  private PrivateMounts() {}

  /// Gives the calling thread, which must be a platform thread of the caller's own, its own mounts for the rest of its life:
  /// all that there are now. What the host unmounts later goes from here too, nothing goes from here to the host.
  public static void enter() throws SystemCallException {
    check("unshare", "of mounts", MountCalls.unshareMounts());
    Bytes top = Bytes.of("/");
    int flags = MountCalls.SLAVE | MountCalls.RECURSIVE;
    check("mount", "slave /", MountCalls.mount(Bytes.of("none"), top, "", flags, ""));
  }

  /// An empty filesystem that is kept in memory.
  ///
  /// @param options of `tmpfs`
  public static void memory(Path at, String options) throws SystemCallException {
    Bytes target = PathBytes.of(at);
    check(
        "mount",
        "tmpfs " + target,
        MountCalls.mount(Bytes.of("tmpfs"), target, "tmpfs", 0, options));
  }

  /// Shows `lower` at `at`, without what is mounted below it; whatever is changed there goes to `upper`.
  ///
  /// @param upper an empty directory that gives the top its metadata
  /// @param work an empty directory beside it
  public static void overlay(Bytes lower, Path upper, Path work, Bytes at)
      throws SystemCallException {
    try (Descriptor below = open(lower);
        Descriptor above = open(PathBytes.of(upper));
        Descriptor beside = open(PathBytes.of(work))) {
      // By descriptor: a path with a comma or a colon would be several options.
      String options =
          "lowerdir=/proc/self/fd/%d,upperdir=/proc/self/fd/%d,workdir=/proc/self/fd/%d%s"
              .formatted(below.number(), above.number(), beside.number(), OVERLAY_OPTIONS);
      check(
          "mount",
          "overlay " + at,
          MountCalls.mount(Bytes.of("overlay"), at, "overlay", 0, options));
    }
  }

  private static Descriptor open(Bytes path) throws SystemCallException {
    int opened =
        LinuxCalls.openAt(
            LinuxCalls.WORKING_DIRECTORY, path, OpenFlags.PATH | OpenFlags.DIRECTORY, 0);
    return Descriptor.opened("open", opened, new Place(null, path));
  }

  /// Shows what is at `from`, a file or a directory without what is mounted below it, at `at` as well, read-only there.
  ///
  /// @param options of the mount at `from`, as `mountinfo` has them: what they forbid stays forbidden
  public static void bindReadOnly(Bytes from, Bytes at, Set<String> options)
      throws SystemCallException {
    String subject = "bind " + from + " at " + at;
    check("mount", subject, MountCalls.mount(from, at, "", MountCalls.BIND, ""));
    int flags =
        MountCalls.REMOUNT
            | MountCalls.BIND
            | MountCalls.READ_ONLY
            | (options.contains("nosuid") ? MountCalls.NO_SETUID : 0)
            | (options.contains("nodev") ? MountCalls.NO_DEVICES : 0)
            | (options.contains("noexec") ? MountCalls.NO_EXEC : 0);
    check("mount", subject, MountCalls.mount(Bytes.of("none"), at, "", flags, ""));
  }

  /// Takes what is mounted at `at`, and all below it, out of sight; it is gone when nobody uses it any more.
  public static void detach(Path at) throws SystemCallException {
    Bytes target = PathBytes.of(at);
    check("umount2", target.toString(), MountCalls.detach(target));
  }

  private static void check(String call, String subject, int result) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(call, subject, -result);
    }
  }
}
