package lockstep.images.tree;

import java.nio.file.Path;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Pace;
import lockstep.images.Xattr;
import org.jspecify.annotations.Nullable;

/// An open directory. Every operation is on it or on a name in it, so that nothing outside can be reached and nobody can
/// move the ground away: a name is one component, never `.` or `..`, and a symlink of that name is itself the object.
///
/// Safe for many threads, except that [#close] must come last. Modes of new objects are narrowed by the umask of the
/// process; [#setMode] sets what it is told. What is not there throws [SystemCallException] with `ENOENT`.
public final class Directory implements AutoCloseable {
  private static final Bytes SELF = Bytes.of(".");
  private static final int FIFO_TYPE = 0010000;
  private static final int CHARACTER_TYPE = 0020000;
  private static final int BLOCK_TYPE = 0060000;

  private final Descriptor descriptor;
  private final Pace pace;

  private Directory(Descriptor descriptor, Pace pace) {
    this.descriptor = descriptor;
    this.pace = pace;
  }

  /// As [#open(Path, Pace)], and nothing is held back.
  public static Directory open(Path path) throws SystemCallException {
    return open(path, Pace.FREE);
  }

  /// The one door by path: symlinks on the way are followed.
  ///
  /// @param pace of reading and writing files, and of listing, in all that is opened from it
  public static Directory open(Path path, Pace pace) throws SystemCallException {
    return open(PathBytes.of(path), pace);
  }

  /// As [#open(Path)], for an absolute path that a `Path` need not be able to hold.
  public static Directory open(Bytes path) throws SystemCallException {
    return open(path, Pace.FREE);
  }

  private static Directory open(Bytes path, Pace pace) throws SystemCallException {
    int opened = LinuxCalls.openAt(LinuxCalls.WORKING_DIRECTORY, path, OpenFlags.DIRECTORY, 0);
    return new Directory(Descriptor.opened("open", opened, new Place(null, path)), pace);
  }

  /// @throws SystemCallException with `ELOOP` or `ENOTDIR` for a symlink, `EXDEV` for a mount point
  public Directory openChild(Bytes name) throws SystemCallException {
    return openInside(name(name));
  }

  /// The directory at `path` below this one, [RelativePath#ROOT] being this one.
  ///
  /// @throws SystemCallException with `ELOOP` for a symlink on the way, `EXDEV` for a mount point
  public Directory openBelow(RelativePath path) throws SystemCallException {
    return openInside(path.isRoot() ? SELF : path.bytes());
  }

  private Directory openInside(Bytes path) throws SystemCallException {
    Place place = path.equals(SELF) ? descriptor.place() : descriptor.place().child(path);
    int opened = LinuxCalls.openInside(descriptor.number(), path, OpenFlags.DIRECTORY);
    return new Directory(Descriptor.opened("openat2", opened, place), pace);
  }

  /// The directory above, as the kernel knows it now.
  Directory openParent(Place place) throws SystemCallException {
    int opened = LinuxCalls.openAt(descriptor.number(), Bytes.of(".."), OpenFlags.DIRECTORY, 0);
    return new Directory(Descriptor.opened("openat", opened, place), pace);
  }

  Place place() {
    return descriptor.place();
  }

  /// All names but `.` and `..`, sorted as unsigned bytes; a list that makes its elements when asked.
  public List<Name> list() throws SystemCallException {
    return names();
  }

  NameList names() throws SystemCallException {
    pace.moved(0);
    return readNames();
  }

  private synchronized NameList readNames() throws SystemCallException {
    return DirectoryReader.read(descriptor.number(), descriptor.place());
  }

  public Stat stat() throws SystemCallException {
    return descriptor.stat();
  }

  public Stat stat(Bytes name) throws SystemCallException {
    Stat stat = statIfPresent(name);
    if (stat == null) {
      throw new SystemCallException(
          "statx", descriptor.place().child(name).toString(), SystemCallException.ENOENT);
    }
    return stat;
  }

  public @Nullable Stat statIfPresent(Bytes name) throws SystemCallException {
    return StatxCall.statIfPresent(descriptor.number(), name(name), descriptor.place());
  }

  public Bytes readSymlink(Bytes name) throws SystemCallException {
    int length = LinuxCalls.readlink(descriptor.number(), name(name));
    descriptor.check("readlinkat", name, length);
    return Bytes.copyOf(Scratch.ofThisThread().heapData(length), 0, length);
  }

  /// All extended attributes of the directory itself, sorted by name.
  public List<Xattr> xattrs() throws SystemCallException {
    return XattrCalls.list(descriptor, SELF);
  }

  public List<Xattr> xattrs(Bytes name) throws SystemCallException {
    return XattrCalls.list(descriptor, name(name));
  }

  public void setXattr(Xattr attribute) throws SystemCallException {
    XattrCalls.set(descriptor, SELF, attribute);
  }

  public void setXattr(Bytes name, Xattr attribute) throws SystemCallException {
    XattrCalls.set(descriptor, name(name), attribute);
  }

  public void removeXattr(Bytes attribute) throws SystemCallException {
    XattrCalls.remove(descriptor, SELF, attribute);
  }

  public void removeXattr(Bytes name, Bytes attribute) throws SystemCallException {
    XattrCalls.remove(descriptor, name(name), attribute);
  }

  /// @param mode 07777 at most
  public void setMode(int mode) throws SystemCallException {
    descriptor.check("fchmod", FileCalls.fchmod(descriptor.number(), mode));
  }

  /// No device or FIFO is opened by it.
  ///
  /// @throws SystemCallException with `EOPNOTSUPP` for a symlink, which has no mode of its own
  public void setMode(Bytes name, int mode) throws SystemCallException {
    try (Descriptor inode = inode(name)) {
      inode.check("chmod", LinuxCalls.chmodByPath(inode.number(), mode));
    }
  }

  public void setOwner(int uid, int gid) throws SystemCallException {
    descriptor.check("fchownat", LinuxCalls.chown(descriptor.number(), Bytes.EMPTY, uid, gid));
  }

  /// The kernel clears setuid, setgid and `security.capability` of a file whose owner is set.
  public void setOwner(Bytes name, int uid, int gid) throws SystemCallException {
    descriptor.check("fchownat", name, LinuxCalls.chown(descriptor.number(), name(name), uid, gid));
  }

  public void setMtime(long seconds, int nanos) throws SystemCallException {
    descriptor.check(
        "utimensat", LinuxCalls.setMtime(descriptor.number(), Bytes.EMPTY, seconds, nanos));
  }

  public void setMtime(Bytes name, long seconds, int nanos) throws SystemCallException {
    descriptor.check(
        "utimensat", name, LinuxCalls.setMtime(descriptor.number(), name(name), seconds, nanos));
  }

  /// @param flags a union of `Metadata.IMMUTABLE` and `Metadata.APPEND_ONLY`; other inode flags stay as they are
  public void setFlags(int flags) throws SystemCallException {
    InodeFlags.set(descriptor, flags);
  }

  /// As [#setFlags(int)]. Only files and directories have flags; no flags is fine for everything else.
  public void setFlags(Bytes name, int flags) throws SystemCallException {
    try (Descriptor inode = inode(name)) {
      Kind kind = inode.stat().kind();
      if (kind == Kind.FILE || kind == Kind.DIRECTORY) {
        try (Descriptor open = reopen(inode)) {
          InodeFlags.set(open, flags);
        }
      } else if (flags != 0) {
        inode.check("ioctl FS_IOC_SETFLAGS", -SystemCallException.EOPNOTSUPP);
      }
    }
  }

  /// Takes all flags from a file or directory on an overlay, those of the lower filesystem included, which the upper one
  /// need not know.
  public void clearOverlayFlags(Bytes name) throws SystemCallException {
    try (Descriptor inode = inode(name);
        Descriptor open = reopen(inode)) {
      InodeFlags.clear(open);
    }
  }

  /// As [#clearOverlayFlags(Bytes)], of this directory.
  public void clearOverlayFlags() throws SystemCallException {
    InodeFlags.clear(descriptor);
  }

  private Descriptor inode(Bytes name) throws SystemCallException {
    int opened =
        LinuxCalls.openAt(descriptor.number(), name(name), OpenFlags.PATH | OpenFlags.NO_FOLLOW, 0);
    return Descriptor.opened("openat", opened, descriptor.place().child(name));
  }

  private static Descriptor reopen(Descriptor inode) throws SystemCallException {
    int opened = LinuxCalls.reopen(inode.number(), OpenFlags.READ_ONLY | OpenFlags.NONBLOCK);
    return Descriptor.opened("open", opened, inode.place());
  }

  /// Opens a regular file, without moving its atime where that is allowed.
  ///
  /// @throws SystemCallException with `ELOOP` for a symlink, `EINVAL` for anything else that is no regular file
  public FileHandle openRead(Bytes name) throws SystemCallException {
    int flags = OpenFlags.READ_ONLY | OpenFlags.NO_FOLLOW | OpenFlags.NONBLOCK;
    int opened = LinuxCalls.openAt(descriptor.number(), name(name), flags | OpenFlags.NO_ATIME, 0);
    if (opened == -SystemCallException.EPERM) { // someone else's file, and we are not root
      opened = LinuxCalls.openAt(descriptor.number(), name, flags, 0);
    }
    Descriptor file = Descriptor.opened("openat", opened, descriptor.place().child(name));
    try {
      if (file.stat().kind() != Kind.FILE) {
        file.check("openat", -SystemCallException.EINVAL);
      }
      return new FileHandle(file, pace);
    } catch (SystemCallException e) {
      file.close();
      throw e;
    }
  }

  /// Makes a file that was not there, open for reading and writing.
  public FileHandle createFile(Bytes name, int mode) throws SystemCallException {
    int flags = OpenFlags.READ_WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE | OpenFlags.NO_FOLLOW;
    int opened = LinuxCalls.openAt(descriptor.number(), name(name), flags, mode);
    return new FileHandle(
        Descriptor.opened("openat", opened, descriptor.place().child(name)), pace);
  }

  public void makeDirectory(Bytes name, int mode) throws SystemCallException {
    descriptor.check("mkdirat", name, LinuxCalls.mkdir(descriptor.number(), name(name), mode));
  }

  public void makeSymlink(Bytes name, Bytes target) throws SystemCallException {
    descriptor.check(
        "symlinkat", name, LinuxCalls.symlink(target, descriptor.number(), name(name)));
  }

  /// Makes `name` another name of what `targetName` is in `target`; the kernel moves that inode's ctime.
  public void makeLink(Bytes name, Directory target, Bytes targetName) throws SystemCallException {
    descriptor.check(
        "linkat",
        name,
        LinuxCalls.link(
            target.descriptor.number(), name(targetName), descriptor.number(), name(name)));
  }

  public void makeFifo(Bytes name, int mode) throws SystemCallException {
    makeNode(name, FIFO_TYPE | mode, 0);
  }

  public void makeDevice(Bytes name, Entry.DeviceKind kind, int mode, int major, int minor)
      throws SystemCallException {
    int type =
        switch (kind) {
          case CHARACTER -> CHARACTER_TYPE;
          case BLOCK -> BLOCK_TYPE;
        };
    makeNode(name, type | mode, StatxCall.device(major, minor));
  }

  private void makeNode(Bytes name, int mode, long device) throws SystemCallException {
    descriptor.check(
        "mknodat", name, LinuxCalls.mknod(descriptor.number(), name(name), mode, device));
  }

  /// @throws SystemCallException with `EEXIST` when `toName` is there: the kernel decides, so no racer is overwritten
  public void renameNoReplace(Bytes from, Directory to, Bytes toName) throws SystemCallException {
    rename(from, to, toName, LinuxCalls.RENAME_NO_REPLACE);
  }

  /// Swaps what two names mean, in one step.
  public void exchange(Bytes name, Directory other, Bytes otherName) throws SystemCallException {
    rename(name, other, otherName, LinuxCalls.RENAME_EXCHANGE);
  }

  private void rename(Bytes from, Directory to, Bytes toName, int flags)
      throws SystemCallException {
    int result =
        LinuxCalls.rename(
            descriptor.number(), name(from), to.descriptor.number(), name(toName), flags);
    if (result < 0) {
      String subject =
          descriptor.place().child(from) + " -> " + to.descriptor.place().child(toName);
      throw new SystemCallException("renameat2", subject, -result);
    }
  }

  /// Removes a name that is no directory.
  public void unlink(Bytes name) throws SystemCallException {
    descriptor.check("unlinkat", name, LinuxCalls.unlink(descriptor.number(), name(name), 0));
  }

  /// Removes an empty directory.
  public void removeDirectory(Bytes name) throws SystemCallException {
    descriptor.check(
        "unlinkat",
        name,
        LinuxCalls.unlink(descriptor.number(), name(name), LinuxCalls.REMOVE_DIRECTORY));
  }

  /// @return 0, or the negative `errno`
  int unlinkAt(Bytes name, int flags) {
    return LinuxCalls.unlink(descriptor.number(), name(name), flags);
  }

  /// Removes `name` and all below it, however deep; nothing when it is not there. Immutable and append-only flags of
  /// what is removed are cleared first, which other hard links of it see. Stops with `EXDEV` or `EBUSY` at a mount point,
  /// and leaves what lies under it untouched.
  public void removeTree(Bytes name) throws SystemCallException {
    TreeRemoval.remove(this, name(name));
  }

  /// The names in this directory are on the disk when this returns; see [FileHandle#sync] on failure.
  public void sync() throws SystemCallException {
    descriptor.check("fsync", FileCalls.fsync(descriptor.number()));
  }

  /// All of this filesystem is on the disk when this returns; throws if any write-back failed since the directory was
  /// opened.
  public void syncFilesystem() throws SystemCallException {
    descriptor.check("syncfs", FileCalls.syncfs(descriptor.number()));
  }

  public Space space() throws SystemCallException {
    return FileCalls.statvfs(descriptor);
  }

  private static Bytes name(Bytes name) {
    int length = name.length();
    boolean self = length >= 1 && length <= 2 && name.at(0) == '.' && name.at(length - 1) == '.';
    for (int i = 0; i < length; i++) {
      if (name.at(i) == '/' || name.at(i) == 0) {
        throw new IllegalArgumentException("not a single name: '" + name + "'");
      }
    }
    if (self || length == 0) {
      throw new IllegalArgumentException("not a name in a directory: '" + name + "'");
    }
    return name;
  }

  @Override
  public void close() {
    descriptor.close();
  }

  /// Where it was opened, for messages.
  @Override
  public String toString() {
    return descriptor.toString();
  }
}
