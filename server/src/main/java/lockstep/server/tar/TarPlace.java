package lockstep.server.tar;

import java.util.List;

/// Where the content of one file lies in an archive.
///
/// @param offset of the first stored byte, from the archive's start
/// @param storedBytes how many there are
/// @param size of the file, holes included
/// @param extents the pieces that are stored, in order; what lies between and after them is zeros
public record TarPlace(long offset, long storedBytes, long size, List<TarEntry.Extent> extents) {
  static final TarPlace EMPTY = new TarPlace(0, 0, 0, List.of());

  public TarPlace {
    extents = List.copyOf(extents);
  }
}
