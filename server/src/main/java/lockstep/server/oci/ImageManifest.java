package lockstep.server.oci;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.json.Json;

/// What an image is made of.
///
/// @param layers lowest first
record ImageManifest(Descriptor config, List<Descriptor> layers) {
  /// Several times what container engines take.
  private static final int MAX_LAYERS = 1024;

  static ImageManifest read(Blobs blobs, Descriptor manifest) throws IOException {
    String where = manifest.digest().path();
    return blobs.document(
        manifest,
        document -> {
          List<Descriptor> layers = new ArrayList<>();
          for (Json layer : document.array("layers")) {
            layers.add(layer(Descriptor.of(layer, where), where));
          }
          if (layers.isEmpty() || layers.size() > MAX_LAYERS) {
            throw OciProblem.limit(where, "has %d layers".formatted(layers.size()));
          }
          return new ImageManifest(Descriptor.of(document.object("config"), where), layers);
        });
  }

  private static Descriptor layer(Descriptor layer, String where) throws IOException {
    if (!layer.isLayer()) {
      throw OciProblem.malformed(
          where, "has a layer of type '%s', no part of a root".formatted(layer.mediaType()));
    }
    return layer;
  }
}
