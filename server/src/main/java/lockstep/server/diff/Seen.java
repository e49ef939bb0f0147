package lockstep.server.diff;

import java.util.Optional;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Metadata;

/// A name of an image as a machine shows it: another name of a file tells of the file.
///
/// @param ordinal of the entry in its manifest
/// @param linkedTo the first name of the same file, where this is not it
record Seen(RelativePath path, long ordinal, Entry.Inode inode, Optional<RelativePath> linkedTo) {
  Metadata metadata() {
    return inode.metadata();
  }

  /// In words: `file`, `character device`.
  String kind() {
    return switch (inode) {
      case Entry.Directory _ -> "directory";
      case Entry.File _ -> linkedTo.isPresent() ? "hard link" : "file";
      case Entry.Symlink _ -> "symlink";
      case Entry.Device device ->
          device.kind() == Entry.DeviceKind.BLOCK ? "block device" : "character device";
      case Entry.Fifo _ -> "fifo";
    };
  }

  /// Bytes of content that this name brings with it.
  long contentBytes() {
    return inode instanceof Entry.File file && linkedTo.isEmpty() ? file.content().size() : 0;
  }
}
