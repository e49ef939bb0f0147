package lockstep.server.tar;

import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.images.Metadata;

/// One entry of an archive, as it stands there.
///
/// @param name as written, `./` and trailing slash included
/// @param linkTarget of a symlink or a hard link, else empty
/// @param size of the content once holes are filled in; 0 for all but files
public record TarEntry(
    Kind kind,
    Bytes name,
    Metadata metadata,
    Bytes linkTarget,
    long size,
    int deviceMajor,
    int deviceMinor) {
  public enum Kind {
    FILE,
    HARD_LINK,
    SYMLINK,
    CHARACTER_DEVICE,
    BLOCK_DEVICE,
    DIRECTORY,
    FIFO
  }

  /// A piece of a sparse file that is in the archive.
  ///
  /// @param offset in the file, bytes
  public record Extent(long offset, long length) {}

  /// What the archive holds of a file.
  ///
  /// @param extents in order; what lies between and after them is zeros
  record Body(long storedBytes, List<Extent> extents) {}
}
