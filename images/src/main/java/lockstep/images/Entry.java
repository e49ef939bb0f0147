package lockstep.images;

import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;

/// One name of an image.
public sealed interface Entry {
  RelativePath path();

  /// An entry that stands for an inode of its own.
  sealed interface Inode extends Entry {
    Metadata metadata();
  }

  record Directory(RelativePath path, Metadata metadata) implements Inode {}

  /// @param linked whether [HardLink] entries further on name it again
  record File(RelativePath path, Metadata metadata, Content content, boolean linked)
      implements Inode {}

  record Symlink(RelativePath path, Metadata metadata, Bytes target) implements Inode {}

  record Device(RelativePath path, Metadata metadata, DeviceKind kind, int major, int minor)
      implements Inode {}

  record Fifo(RelativePath path, Metadata metadata) implements Inode {}

  /// Another name of a file that stands earlier in path order.
  ///
  /// @param target the ordinal of that [File], counted from 0 among all entries of the manifest
  record HardLink(RelativePath path, long target) implements Entry {}

  enum DeviceKind {
    CHARACTER,
    BLOCK
  }
}
