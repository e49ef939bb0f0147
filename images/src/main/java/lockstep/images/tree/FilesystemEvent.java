package lockstep.images.tree;

import lockstep.excludes.Bytes;
import org.jspecify.annotations.Nullable;

/// What the kernel tells of one change. Handles are names of inodes that only [FilesystemWatch] can read.
///
/// @param mask a union of the constants
/// @param directory the handle of the directory in which it was, or of the one that changed itself; null where the kernel does
///     not know it
/// @param name in it; empty when the directory itself changed
/// @param object the handle of what changed; null for what came to a name or went from it
public record FilesystemEvent(
    long mask, @Nullable Bytes directory, Bytes name, @Nullable Bytes object) {
  static final long MODIFY = 0x2;
  static final long ATTRIBUTES = 0x4;
  static final long CLOSE_WRITE = 0x8;
  static final long MOVED_FROM = 0x40;
  static final long MOVED_TO = 0x80;
  static final long CREATE = 0x100;
  static final long DELETE = 0x200;
  static final long OVERFLOW = 0x4000;
  static final long ON_DIRECTORY = 0x40000000;

  /// What an inode says of itself, whatever its name.
  static final long ON_INODE = MODIFY | ATTRIBUTES | CLOSE_WRITE;

  static final long ALL = ON_INODE | MOVED_FROM | MOVED_TO | CREATE | DELETE | ON_DIRECTORY;

  /// Whether the name now means something else than before.
  public boolean isOfName() {
    return (mask & (MOVED_FROM | MOVED_TO | CREATE | DELETE)) != 0;
  }

  /// Whether something came to the name.
  public boolean isArrival() {
    return (mask & (MOVED_TO | CREATE)) != 0;
  }

  public boolean isOfDirectory() {
    return (mask & ON_DIRECTORY) != 0;
  }
}
