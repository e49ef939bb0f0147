package lockstep.server.oci;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an image says of itself.
///
/// @param plainLayers the digests of its layers unpacked, lowest first
record ImageConfig(Optional<Platform> platform, List<Digest> plainLayers) {
  static ImageConfig read(Blobs blobs, Descriptor config) throws IOException {
    String where = config.digest().path();
    return blobs.document(
        config,
        document -> {
          List<Digest> plain = new ArrayList<>();
          for (String digest : document.object("rootfs").texts("diff_ids")) {
            plain.add(Digest.parse(digest, where));
          }
          return new ImageConfig(Platform.of(document), plain);
        });
  }
}
