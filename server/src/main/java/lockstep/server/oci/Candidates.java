package lockstep.server.oci;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;

/// The images that a layout has, of which one is meant.
final class Candidates {
  /// Indexes in indexes; in practice there is one in `index.json`.
  private static final int MAX_DEPTH = 4;

  private static final int MAX_IMAGES = 1000;

  private final Blobs blobs;
  private final Map<Digest, Descriptor> images = new LinkedHashMap<>();

  private Candidates(Blobs blobs) {
    this.blobs = blobs;
  }

  static Candidates of(Blobs blobs) throws IOException {
    Candidates all = new Candidates(blobs);
    List<Descriptor> top = blobs.top(OciLayout.INDEX, index -> listed(index, OciLayout.INDEX));
    all.addAll(top, "", 0);
    return all;
  }

  private static List<Descriptor> listed(Json.Object index, String where) throws IOException {
    List<Descriptor> listed = new ArrayList<>();
    for (Json descriptor : index.array("manifests")) {
      listed.add(Descriptor.of(descriptor, where));
    }
    return listed;
  }

  private void addAll(List<Descriptor> listed, String name, int depth) throws IOException {
    for (Descriptor descriptor : listed) {
      String told = descriptor.name().isEmpty() ? name : descriptor.name();
      if (descriptor.isIndex() && depth < MAX_DEPTH) {
        String where = descriptor.digest().path();
        addAll(blobs.document(descriptor, index -> listed(index, where)), told, depth + 1);
      } else if (descriptor.isManifest()) {
        images.putIfAbsent(descriptor.digest(), named(descriptor, told));
      }
      if (images.size() > MAX_IMAGES) {
        throw OciProblem.limit(OciLayout.INDEX, "leads to more than " + MAX_IMAGES + " images");
      }
    }
  }

  /// With its platform, which a lone image often tells only in its configuration.
  private Descriptor named(Descriptor image, String name) throws IOException {
    Optional<Platform> platform = image.platform();
    if (platform.isEmpty()) {
      Descriptor config = ImageManifest.read(blobs, image).config();
      platform = ImageConfig.read(blobs, config).platform();
    }
    return new Descriptor(image.mediaType(), image.digest(), image.size(), platform, name);
  }

  /// The one image, or the one for this platform.
  ///
  /// @param layout for messages
  /// @throws ProblemException `E-OCI-PLATFORM` with what there is, when that is none or several
  Descriptor choose(Optional<Platform> wanted, String layout) throws ProblemException {
    List<Descriptor> known =
        images.values().stream()
            .filter(image -> image.platform().map(Platform::isKnown).orElse(true))
            .toList();
    List<Descriptor> meant =
        known.stream()
            .filter(image ->
                wanted.isEmpty() || image.platform().map(wanted.get()::means).orElse(false))
            .toList();
    if (meant.size() == 1) {
      return meant.getFirst();
    }
    String count = meant.isEmpty() ? "no image" : meant.size() + " images";
    String which = wanted.map(platform -> " for " + platform).orElse("");
    throw new ProblemException(
        new Problem(
            "E-OCI-PLATFORM",
            layout,
            "has " + count + which + "; there are: " + list(known),
            wanted.isEmpty()
                ? "choose one with --platform OS/ARCH"
                : "choose another --platform, or copy the one image out: skopeo copy oci:DIR:NAME oci:OTHER"));
  }

  private static String list(List<Descriptor> images) {
    return images.isEmpty()
        ? "none"
        : images.stream().map(Candidates::text).collect(Collectors.joining(", "));
  }

  private static String text(Descriptor image) {
    String platform = image.platform().map(Platform::toString).orElse("of no platform");
    String name = image.name().isEmpty() ? "" : " '" + image.name() + "'";
    return platform + name + " (" + image.digest().abbreviated() + ")";
  }
}
