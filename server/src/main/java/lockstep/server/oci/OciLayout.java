package lockstep.server.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.ProblemException;
import lockstep.server.layers.Layer;
import lockstep.server.tar.TarFile;
import org.jspecify.annotations.Nullable;

/// An OCI image layout. For one thread.
public final class OciLayout implements AutoCloseable {
  static final String MARKER = "oci-layout";
  static final String INDEX = "index.json";

  private final String name;
  private final LayoutFiles files;
  private final Blobs blobs;

  OciLayout(String name, LayoutFiles files) {
    this.name = name;
    this.files = files;
    this.blobs = new Blobs(files);
  }

  /// Null when `path` is something else, or nothing.
  ///
  /// @throws ProblemException `E-OCI` when it is of a version that nobody knows yet
  public static @Nullable OciLayout openIfLayout(Path path) throws IOException {
    LayoutFiles files = null;
    if (Files.isDirectory(path)) {
      files = DirectoryFiles.isLayout(path) ? new DirectoryFiles(path) : null;
    } else if (Files.isRegularFile(path)) {
      files = TarredFiles.openIfLayout(path);
    }
    if (files == null) {
      return null;
    }
    OciLayout layout = new OciLayout(path.toString(), files);
    try {
      layout.checkVersion();
      return layout;
    } catch (IOException | RuntimeException e) {
      layout.close();
      throw e;
    }
  }

  private void checkVersion() throws IOException {
    String version = blobs.top(MARKER, marker -> marker.text("imageLayoutVersion"));
    if (!version.startsWith("1.")) {
      throw OciProblem.malformed(MARKER, "is of version " + version + ", not 1");
    }
  }

  /// Layers unpacked into files.
  ///
  /// @param layers lowest first
  /// @param archives to be closed by whoever takes them
  public record Unpacked(List<Layer> layers, List<TarFile> archives) {}

  /// Unpacks the one image, or the one for this platform.
  ///
  /// @param directory on whose filesystem to unpack; nothing appears there
  /// @throws ProblemException `E-OCI-PLATFORM` when none or several are meant, `E-OCI-BLOB` when a blob is missing or not
  ///     what its digest says, `E-OCI-LIMIT` when something is larger than images are
  public Unpacked unpack(Optional<Platform> platform, Path directory) throws IOException {
    Descriptor chosen = Candidates.of(blobs).choose(platform, name);
    ImageManifest manifest = ImageManifest.read(blobs, chosen);
    ImageConfig config = ImageConfig.read(blobs, manifest.config());
    List<Descriptor> layers = manifest.layers();
    if (config.plainLayers().size() != layers.size()) {
      throw OciProblem.malformed(
          chosen.digest().path(),
          "has %d layers, its configuration %d"
              .formatted(layers.size(), config.plainLayers().size()));
    }
    return unpack(layers, config.plainLayers(), directory);
  }

  private Unpacked unpack(List<Descriptor> layers, List<Digest> plain, Path directory)
      throws IOException {
    Unpacked unpacked = new Unpacked(new ArrayList<>(), new ArrayList<>());
    try {
      LayerUnpacking unpacking = new LayerUnpacking(blobs, LayerUnpacking.MAX_BYTES);
      for (int i = 0; i < layers.size(); i++) {
        TarFile archive = unpacking.unpack(layers.get(i), plain.get(i), directory);
        unpacked.archives.add(archive);
        String layer = "%d of %d, %s".formatted(i + 1, layers.size(), layers.get(i).digest());
        unpacked.layers.add(new Layer(layer, archive, Layer.Rules.CHANGES));
      }
      return unpacked;
    } catch (IOException | RuntimeException e) {
      for (TarFile archive : unpacked.archives) {
        archive.close();
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
