package lockstep.images.tree;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import lockstep.excludes.Bytes;
import lockstep.images.Metadata;
import org.jspecify.annotations.Nullable;

/// Reads `struct statx`, whose layout is the same on every architecture.
final class StatxCall {
  private static final long ATTRIBUTES = 8;
  private static final long LINKS = 16;
  private static final long UID = 20;
  private static final long GID = 24;
  private static final long MODE = 28;
  private static final long INODE = 32;
  private static final long SIZE = 40;
  private static final long BLOCKS = 48;
  private static final long CTIME = 96;
  private static final long MTIME = 112;
  private static final long NODE_MAJOR = 128;
  private static final long NODE_MINOR = 132;
  private static final long DEVICE_MAJOR = 136;
  private static final long DEVICE_MINOR = 140;

  private static final long ATTRIBUTE_IMMUTABLE = 0x10;
  private static final long ATTRIBUTE_APPEND = 0x20;
  private static final long ATTRIBUTE_MOUNT_ROOT = 0x2000;

  private StatxCall() {}

  /// @param name empty for the descriptor itself
  static Stat stat(int descriptor, Bytes name, Place place) throws SystemCallException {
    Scratch scratch = Scratch.ofThisThread();
    int result = LinuxCalls.statx(scratch, descriptor, name);
    if (result < 0) {
      throw new SystemCallException("statx", place.toString(), -result);
    }
    return read(scratch.struct());
  }

  /// @return null when there is no such name
  static @Nullable Stat statIfPresent(int directory, Bytes name, Place place)
      throws SystemCallException {
    Scratch scratch = Scratch.ofThisThread();
    int result = LinuxCalls.statx(scratch, directory, name);
    if (result == -SystemCallException.ENOENT) {
      return null;
    }
    if (result < 0) {
      throw new SystemCallException("statx", place.child(name).toString(), -result);
    }
    return read(scratch.struct());
  }

  private static Stat read(MemorySegment s) {
    int mode = Short.toUnsignedInt(s.get(JAVA_SHORT, MODE));
    long attributes = s.get(JAVA_LONG, ATTRIBUTES);
    return new Stat(
        Kind.ofMode(mode),
        mode & 07777,
        s.get(JAVA_INT, UID),
        s.get(JAVA_INT, GID),
        s.get(JAVA_LONG, SIZE),
        s.get(JAVA_LONG, BLOCKS),
        s.get(JAVA_LONG, MTIME),
        s.get(JAVA_INT, MTIME + 8),
        s.get(JAVA_LONG, CTIME),
        s.get(JAVA_INT, CTIME + 8),
        device(s.get(JAVA_INT, DEVICE_MAJOR), s.get(JAVA_INT, DEVICE_MINOR)),
        s.get(JAVA_LONG, INODE),
        Integer.toUnsignedLong(s.get(JAVA_INT, LINKS)),
        s.get(JAVA_INT, NODE_MAJOR),
        s.get(JAVA_INT, NODE_MINOR),
        flags(attributes),
        (attributes & ATTRIBUTE_MOUNT_ROOT) != 0 ? Stat.Position.MOUNT_ROOT : Stat.Position.INSIDE);
  }

  private static int flags(long attributes) {
    return ((attributes & ATTRIBUTE_IMMUTABLE) != 0 ? Metadata.IMMUTABLE : 0)
        | ((attributes & ATTRIBUTE_APPEND) != 0 ? Metadata.APPEND_ONLY : 0);
  }

  /// `makedev`: how Linux writes a device number in 64 bits.
  static long device(int major, int minor) {
    long wideMajor = Integer.toUnsignedLong(major);
    long wideMinor = Integer.toUnsignedLong(minor);
    return (wideMajor & 0xfff) << 8
        | (wideMajor & ~0xfffL) << 32
        | (wideMinor & 0xff)
        | (wideMinor & ~0xffL) << 12;
  }
}
