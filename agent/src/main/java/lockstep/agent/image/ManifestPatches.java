package lockstep.agent.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.agent.fetch.FetchArea;
import lockstep.agent.fetch.Sources;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.delta.GroupIndexHeader;
import lockstep.images.delta.GroupIndexHeader.ManifestPatch;
import lockstep.images.delta.OffHeap;
import lockstep.images.delta.PrefixFrame;

/// Makes a manifest from that of the other published image and the first bytes of a delta. Not for several threads.
final class ManifestPatches {
  private final Sources sources;
  private final Path downloads;
  private final ManifestCache manifests;

  ManifestPatches(Sources sources, Path downloads, ManifestCache manifests) {
    this.sources = sources;
    this.downloads = downloads;
    this.manifests = manifests;
  }

  /// @param delta of a delta from an image whose manifest is kept
  /// @param manifestBytes how long the manifest is that it leads to
  /// @return whether that manifest is kept now, verified; if not, for whatever reason, it must come whole
  boolean apply(GroupIndexHeader delta, long manifestBytes) {
    Optional<ManifestPatch> patch = delta.manifestPatch();
    Optional<ImageId> from = delta.from();
    if (patch.isEmpty() || from.isEmpty() || manifestBytes > PrefixFrame.MAX_BYTES) {
      return false;
    }
    try {
      Optional<OffHeap> prefix = manifests.load(from.get(), PrefixFrame.MAX_BYTES);
      if (prefix.isEmpty()) {
        return false;
      }
      String object = GroupIndexHeader.objectPath(from.get(), delta.to());
      int length = patch.get().storedLength();
      try (OffHeap old = prefix.get();
          FetchArea area = new FetchArea(downloads, sources);
          OffHeap plain =
              area.use(
                  object, 0, length, stored -> unpack(old, stored, patch.get(), manifestBytes))) {
        manifests.keep(delta.to(), plain);
        return true;
      }
    } catch (IOException e) {
      // The whole manifest fails as well, and says why, if the network or the disk is the cause.
      return false;
    }
  }

  private static OffHeap unpack(
      OffHeap old, ByteBuffer stored, ManifestPatch patch, long manifestBytes) throws IOException {
    if (!ContentHash.of(stored).equals(patch.digest())) {
      throw new IntegrityException("the manifest's patch is not what was signed");
    }
    return PrefixFrame.unpack(old, stored, manifestBytes);
  }
}
