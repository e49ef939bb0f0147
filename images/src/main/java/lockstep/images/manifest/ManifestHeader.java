package lockstep.images.manifest;

import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.images.chunk.ChunkSizes;

/// What a manifest says before its entries.
///
/// @param excludeRules in force for this image, in order, one line each
/// @param packages sorted, none twice
public record ManifestHeader(
    ChunkSizes chunkSizes, List<Bytes> excludeRules, List<InstalledPackage> packages) {
  public ManifestHeader {
    excludeRules = List.copyOf(excludeRules);
    packages = List.copyOf(packages);
    for (int i = 1; i < packages.size(); i++) {
      if (packages.get(i - 1).compareTo(packages.get(i)) >= 0) {
        throw new IllegalArgumentException("packages unsorted at " + packages.get(i).name());
      }
    }
  }
}
