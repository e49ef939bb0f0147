package lockstep.images.pack;

import lockstep.images.ContentHash;

/// A finished pack.
///
/// @param digest the SHA-256 of the file, which is its name
public record Pack(ContentHash digest, long sizeBytes) {
  /// Its path below the repository's root.
  public String path() {
    return "packs/" + digest + ".pack";
  }
}
