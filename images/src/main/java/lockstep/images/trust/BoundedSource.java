package lockstep.images.trust;

import java.io.IOException;
import java.util.Optional;

/// A [MetadataSource] whose answers are as long as they may be, or refused.
record BoundedSource(MetadataSource source) {
  Optional<byte[]> fetch(String name, int maxBytes) throws IOException {
    Optional<byte[]> bytes = source.fetch(name, maxBytes);
    if (bytes.isPresent() && bytes.get().length > maxBytes) {
      throw new TrustException(
          Refusal.LIMIT, name, "is longer than the " + maxBytes + " bytes it may have");
    }
    return bytes;
  }

  byte[] require(String name, int maxBytes) throws IOException {
    return fetch(name, maxBytes)
        .orElseThrow(() -> new TrustException(Refusal.MISSING, name, "is not in the repository"));
  }
}
