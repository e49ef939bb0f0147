package lockstep.images.tree;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import org.jspecify.annotations.Nullable;

/// Hears of every change in a directory's whole filesystem, through whichever mount and name it is made: fanotify with a mark on the
/// filesystem. What is written through a mapping is told when the mapping ends; what is done below the filesystem, to
/// its device, is not.
///
/// One thread may [#await], another one [#read] and the rest; [#wake] is for any, [#close] for when nobody waits.
public final class FilesystemWatch implements AutoCloseable {
  /// What ended a wait.
  public enum Signal {
    EVENTS,
    /// Something was mounted or unmounted on this machine.
    MOUNTS,
    WAKE
  }

  /// Is told what [#read] found.
  public interface Listener {
    void changed(FilesystemEvent event) throws IOException;

    /// The kernel had no room for all that happened.
    void overflowed() throws IOException;
  }

  private static final int TRIES = 5;
  private static final long PAUSE_NANOS = 2_000_000;

  private static final int HEAD_BYTES = 24;
  private static final int INFO_FID = 1;
  private static final int INFO_DFID_NAME = 2;
  private static final int INFO_DFID = 3;

  /// From an information record to the file handle in it: the record's head and the filesystem's id.
  private static final int TO_HANDLE = 4 + 8;

  private static final byte METADATA_VERSION = 3;
  private static final Bytes SELF = Bytes.of(".");
  private static final Set<Integer> LEADS_ELSEWHERE =
      Set.of(
          SystemCallException.ENOENT,
          SystemCallException.ENOTDIR,
          SystemCallException.ELOOP,
          SystemCallException.EXDEV);

  private final Descriptor root;
  private final Descriptor watch;
  private final Descriptor mounts;
  private final Descriptor waker;
  private boolean oldMarks;

  private FilesystemWatch(Descriptor root, Descriptor watch, Descriptor mounts, Descriptor waker) {
    this.root = root;
    this.watch = watch;
    this.mounts = mounts;
    this.waker = waker;
  }

  /// Whatever happens from now on will be told.
  ///
  /// @throws UnwatchableException when this filesystem, this kernel or this process's rights do not allow it
  public static FilesystemWatch open(Path root) throws IOException, UnwatchableException {
    Place place = new Place(null, PathBytes.of(root));
    int directory =
        LinuxCalls.openAt(LinuxCalls.WORKING_DIRECTORY, PathBytes.of(root), OpenFlags.DIRECTORY, 0);
    Descriptor opened = Descriptor.opened("open", directory, place);
    Descriptor watch = null;
    Descriptor mounts = null;
    try {
      WatchableFilesystem.require(opened);
      watch = UnwatchableException.opened("fanotify_init", WatchCalls.fanotifyInit(), place);
      UnwatchableException.check(
          "fanotify_mark",
          WatchCalls.mark(
              watch.number(),
              WatchCalls.MARK_ADD | WatchCalls.MARK_FILESYSTEM,
              FilesystemEvent.ALL,
              opened.number()));
      requireHandles(opened);
      Bytes table = Bytes.of("/proc/self/mountinfo");
      mounts =
          Descriptor.opened(
              "open",
              LinuxCalls.openAt(LinuxCalls.WORKING_DIRECTORY, table, OpenFlags.READ_ONLY, 0),
              new Place(null, table));
      Descriptor waker = Descriptor.opened("eventfd", WatchCalls.newEventCounter(), place);
      return new FilesystemWatch(opened, watch, mounts, waker);
    } catch (IOException | UnwatchableException e) {
      opened.close();
      if (watch != null) {
        watch.close();
      }
      if (mounts != null) {
        mounts.close();
      }
      throw e;
    }
  }

  /// Handles that cannot be opened would tell nothing.
  private static void requireHandles(Descriptor root) throws UnwatchableException {
    UnwatchableException.check("name_to_handle_at", WatchCalls.handleOf(root.number()));
    Bytes handle = WatchCalls.handle(Scratch.ofThisThread().struct(), 0);
    int opened = WatchCalls.openHandle(root.number(), handle);
    UnwatchableException.check("open_by_handle_at", opened);
    FileCalls.close(opened);
  }

  /// Waits until there is something to do.
  public Set<Signal> await() throws SystemCallException {
    short[] ready = new short[3];
    int result =
        WatchCalls.poll(
            new int[] {watch.number(), mounts.number(), waker.number()},
            new short[] {WatchCalls.POLL_IN, WatchCalls.POLL_PRIORITY, WatchCalls.POLL_IN},
            ready);
    watch.check("poll", result);
    Set<Signal> signals = EnumSet.noneOf(Signal.class);
    if (ready[0] != 0) {
      signals.add(Signal.EVENTS);
    }
    if ((ready[1] & (WatchCalls.POLL_PRIORITY | WatchCalls.POLL_ERROR)) != 0) {
      signals.add(Signal.MOUNTS);
    }
    if (ready[2] != 0) {
      signals.add(Signal.WAKE);
    }
    return signals;
  }

  /// Ends this wait and every later one.
  public void wake() throws SystemCallException {
    waker.check("eventfd_write", WatchCalls.count(waker.number()));
  }

  /// Tells the oldest of what happened and was not told yet, and waits for nothing.
  ///
  /// @return whether there was anything
  public boolean read(Listener listener) throws IOException {
    int length = WatchCalls.read(watch.number());
    if (length == -SystemCallException.EAGAIN || length == 0) {
      return false;
    }
    watch.check("read", length);
    byte[] events = Scratch.ofThisThread().heapData(length).clone();
    tell(MemorySegment.ofArray(events), length, listener);
    return true;
  }

  private static void tell(MemorySegment events, int length, Listener listener) throws IOException {
    int at = 0;
    while (at + HEAD_BYTES <= length) {
      int size = events.get(JAVA_INT_UNALIGNED, at);
      if (events.get(JAVA_BYTE, at + 4L) != METADATA_VERSION || size < HEAD_BYTES) {
        throw new IOException("this kernel speaks another fanotify than the one that is known");
      }
      long mask = events.get(JAVA_LONG_UNALIGNED, at + 8L);
      if ((mask & FilesystemEvent.OVERFLOW) != 0) {
        listener.overflowed();
      } else {
        listener.changed(event(events.asSlice(at, size), mask));
      }
      at += size;
    }
  }

  private static FilesystemEvent event(MemorySegment event, long mask) {
    Bytes directory = null;
    Bytes name = Bytes.EMPTY;
    Bytes object = null;
    long at = Short.toUnsignedInt(event.get(JAVA_SHORT_UNALIGNED, 6));
    while (at + TO_HANDLE < event.byteSize()) {
      int size = Short.toUnsignedInt(event.get(JAVA_SHORT_UNALIGNED, at + 2));
      Bytes handle = WatchCalls.handle(event, at + TO_HANDLE);
      switch (event.get(JAVA_BYTE, at)) {
        case INFO_FID -> object = handle;
        case INFO_DFID -> directory = handle;
        case INFO_DFID_NAME -> {
          directory = handle;
          name = name(event, at + TO_HANDLE + handle.length());
        }
        default -> {}
      }
      at += Math.max(size, 4);
    }
    return new FilesystemEvent(mask, directory, name.equals(SELF) ? Bytes.EMPTY : name, object);
  }

  private static Bytes name(MemorySegment event, long from) {
    long end = from;
    while (event.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return Bytes.copyOf(event.asSlice(from, end - from).toArray(JAVA_BYTE));
  }

  /// Whether it is this directory that is watched.
  public boolean isOf(Directory directory) throws SystemCallException {
    return directory.stat().isSameInode(root.stat());
  }

  /// Where the directory that was watched is now.
  public Bytes rootPath() throws SystemCallException {
    Bytes path = pathOf(root.number());
    if (path == null) {
      throw new SystemCallException(
          "readlink", root.place().toString(), SystemCallException.ENAMETOOLONG);
    }
    return path;
  }

  /// A directory that is being removed is now and then no memory to the kernel, which is gone a moment later.
  private int openHandle(Bytes handle) {
    int opened = WatchCalls.openHandle(root.number(), handle);
    for (int tries = 1; opened == -SystemCallException.ENOMEM && tries < TRIES; tries++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      opened = WatchCalls.openHandle(root.number(), handle);
    }
    return opened;
  }

  /// The absolute path that the directory has now, as the kernel shows it: [#leadsTo] says whether it is one. Null when the directory is
  /// gone, or so deep that it has none.
  public @Nullable Bytes pathOf(Bytes directory) throws SystemCallException {
    int opened = openHandle(directory);
    if (isGone(opened)) {
      return null;
    }
    root.check("open_by_handle_at", opened);
    try {
      return pathOf(opened);
    } finally {
      FileCalls.close(opened);
    }
  }

  private @Nullable Bytes pathOf(int descriptor) throws SystemCallException {
    Bytes link = Bytes.of("/proc/self/fd/" + descriptor);
    int length = LinuxCalls.readlink(LinuxCalls.WORKING_DIRECTORY, link);
    if (length == -SystemCallException.ENAMETOOLONG) {
      return null;
    }
    root.check("readlink", length);
    return Bytes.copyOf(Scratch.ofThisThread().heapData(length), 0, length);
  }

  /// Whether this path below the watched directory is that directory's, with no mount on the way: a directory may have been removed or
  /// moved, be hidden below a mount, or lie outside the root that this process was given, and the kernel shows a path all the
  /// same. No other filesystem is asked. Where the kernel cannot say, it is believed.
  public boolean leadsTo(RelativePath path, Bytes directory) throws SystemCallException {
    int flags = OpenFlags.PATH | OpenFlags.DIRECTORY;
    int there = LinuxCalls.openInside(root.number(), path.isRoot() ? SELF : path.bytes(), flags);
    if (there < 0) {
      return !LEADS_ELSEWHERE.contains(-there);
    }
    try {
      Stat known = stat(directory);
      return known != null && known.isSameInode(StatxCall.stat(there, Bytes.EMPTY, root.place()));
    } finally {
      FileCalls.close(there);
    }
  }

  /// What there is to say of an inode; null when it is gone.
  public @Nullable Stat stat(Bytes object) throws SystemCallException {
    int opened = openHandle(object);
    if (isGone(opened)) {
      return null;
    }
    root.check("open_by_handle_at", opened);
    try {
      return StatxCall.stat(opened, Bytes.EMPTY, root.place());
    } finally {
      FileCalls.close(opened);
    }
  }

  private static boolean isGone(int opened) {
    return opened == -SystemCallException.ESTALE || opened == -SystemCallException.ENOENT;
  }

  /// From now on nothing is told of what is written to this inode, or of its attributes. What becomes of its names still is.
  ///
  /// @return whether that came about
  public boolean ignore(Bytes object) throws SystemCallException {
    int opened = openHandle(object);
    if (isGone(opened)) {
      return false;
    }
    root.check("open_by_handle_at", opened);
    try {
      int result = oldMarks ? -SystemCallException.EINVAL : ignore(opened, WatchCalls.MARK_IGNORE);
      if (result == -SystemCallException.EINVAL) { // before Linux 6.0
        oldMarks = true;
        result = ignore(opened, WatchCalls.MARK_IGNORED_MASK);
      }
      return result >= 0;
    } finally {
      FileCalls.close(opened);
    }
  }

  private int ignore(int descriptor, int how) {
    int flags = WatchCalls.MARK_ADD | how | WatchCalls.MARK_SURVIVE_MODIFY;
    return WatchCalls.mark(watch.number(), flags, FilesystemEvent.ON_INODE, descriptor);
  }

  /// Everything is told again.
  public void ignoreNothing() throws SystemCallException {
    watch.check("fanotify_mark", WatchCalls.forgetInodes(watch.number()));
  }

  @Override
  public void close() {
    watch.close();
    mounts.close();
    waker.close();
    root.close();
  }
}
