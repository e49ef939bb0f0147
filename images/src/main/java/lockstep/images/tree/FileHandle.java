package lockstep.images.tree;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import lockstep.excludes.Bytes;
import lockstep.images.ContentHash;
import lockstep.images.Pace;

/// An open regular file. Positions are given with every call, so many threads may share it; only [#close] must come last.
public final class FileHandle implements AutoCloseable {
  private static final int HASH_BUFFER_BYTES = 256 * 1024;

  private final Descriptor descriptor;
  private final Pace pace;

  FileHandle(Descriptor descriptor, Pace pace) {
    this.descriptor = descriptor;
    this.pace = pace;
  }

  /// Reads into `target`, once: possibly less than it has room for.
  ///
  /// @param position bytes from the start of the file
  /// @return how many bytes were read, at least one unless `target` has no room; -1 at the end of the file
  public int read(ByteBuffer target, long position) throws SystemCallException {
    if (!target.hasRemaining()) {
      return 0;
    }
    int limit = target.limit();
    target.limit(target.position() + Math.min(target.remaining(), pace.step()));
    int count = FileCalls.pread(descriptor.number(), target, position);
    target.limit(limit);
    descriptor.check("pread", count);
    target.position(target.position() + count);
    pace.moved(count);
    return count == 0 ? -1 : count;
  }

  /// Writes all that remains in `source`.
  ///
  /// @param position bytes from the start of the file, which grows as needed
  public void write(ByteBuffer source, long position) throws SystemCallException {
    long at = position;
    int limit = source.limit();
    while (source.hasRemaining()) {
      source.limit(source.position() + Math.min(source.remaining(), pace.step()));
      int count = FileCalls.pwrite(descriptor.number(), source, at);
      source.limit(limit);
      descriptor.check("pwrite", count);
      source.position(source.position() + count);
      at += count;
      pace.moved(count);
    }
  }

  /// The SHA-256 of all its bytes, as they are read now.
  public ContentHash hash() throws SystemCallException {
    MessageDigest digest = ContentHash.sha256();
    ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(size(), 1, HASH_BUFFER_BYTES));
    long position = 0;
    while (read(buffer.clear(), position) > 0) {
      digest.update(buffer.array(), 0, buffer.position());
      position += buffer.position();
    }
    return ContentHash.of(digest);
  }

  /// Cuts the file, or extends it with a hole.
  public void truncate(long size) throws SystemCallException {
    descriptor.check("ftruncate", FileCalls.ftruncate(descriptor.number(), size));
  }

  /// The first byte at or after `position` that the filesystem keeps data for; the file's size when a hole is all that
  /// follows. A filesystem without holes calls everything data.
  public long nextData(long position) throws SystemCallException {
    return seek(position, FileCalls.SEEK_DATA);
  }

  /// The first byte at or after `position` that lies in a hole; the end of the file counts as one.
  public long nextHole(long position) throws SystemCallException {
    return seek(position, FileCalls.SEEK_HOLE);
  }

  private long seek(long position, int whence) throws SystemCallException {
    long found = FileCalls.lseek(descriptor.number(), position, whence);
    return found == -SystemCallException.ENXIO ? size() : descriptor.check("lseek", found);
  }

  /// Makes this file share all of `source`'s blocks, instead of copying them.
  ///
  /// @return false when the filesystem cannot share (most cannot), and nothing was changed
  public boolean cloneFrom(FileHandle source) throws SystemCallException {
    int result = FileCalls.cloneRange(descriptor.number(), source.descriptor.number());
    return switch (-result) {
      case SystemCallException.EOPNOTSUPP,
          SystemCallException.ENOTTY,
          SystemCallException.EXDEV,
          SystemCallException.EINVAL,
          SystemCallException.ENOSYS ->
          false;
      default -> {
        descriptor.check("ioctl FICLONE", result);
        yield true;
      }
    };
  }

  public Stat stat() throws SystemCallException {
    return descriptor.stat();
  }

  /// @return bytes
  public long size() throws SystemCallException {
    return stat().size();
  }

  /// @param mode 07777 at most, set as it is whatever the umask
  public void setMode(int mode) throws SystemCallException {
    descriptor.check("fchmod", FileCalls.fchmod(descriptor.number(), mode));
  }

  /// The kernel clears setuid, setgid and `security.capability` of a file whose owner is set.
  public void setOwner(int uid, int gid) throws SystemCallException {
    descriptor.check("fchownat", LinuxCalls.chown(descriptor.number(), Bytes.EMPTY, uid, gid));
  }

  public void setMtime(long seconds, int nanos) throws SystemCallException {
    descriptor.check(
        "utimensat", LinuxCalls.setMtime(descriptor.number(), Bytes.EMPTY, seconds, nanos));
  }

  /// Content and metadata are on the disk when this returns. A failure is final: the kernel has dropped what it could not
  /// write, and the next call would not say so again.
  public void sync() throws SystemCallException {
    descriptor.check("fsync", FileCalls.fsync(descriptor.number()));
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
