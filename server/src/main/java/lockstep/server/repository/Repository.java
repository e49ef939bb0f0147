package lockstep.server.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.pack.PackIndexReader;
import lockstep.images.stored.StoredStream;

/// A repository's images. Safe for many threads and processes; writers take a [RepositoryLock] first.
public final class Repository {
  private static final String FORMAT = "lockstep-repository";
  private static final long VERSION = 1;
  private static final int MIN_PREFIX = 4;

  private final RepositoryLayout layout;

  private Repository(Path root) {
    this.layout = new RepositoryLayout(root);
  }

  /// Makes an empty repository; repeating it is harmless.
  ///
  /// @throws ProblemException `E-BUSY` when somebody writes to it
  public static Repository create(Path root) throws IOException {
    Files.createDirectories(root);
    try (RepositoryLock _ = RepositoryLock.take(new RepositoryLayout(root))) {
      return renew(root);
    }
  }

  /// Makes what says that this is a repository, where it was lost. The caller holds the lock.
  public static Repository renew(Path root) throws IOException {
    Repository repository = new Repository(root);
    RepositoryLayout layout = repository.layout;
    for (Path directory : List.of(layout.packs(), layout.images(), layout.deltas())) {
      Files.createDirectories(directory);
    }
    Json.Object marker = Json.object().put("format", FORMAT).put("version", VERSION).build();
    repository.writeSmall(layout.marker(), marker);
    return repository;
  }

  /// @throws ProblemException `E-REPOSITORY` when it is none, `E-REPOSITORY-FORMAT` when it is of a newer format
  public static Repository open(Path root) throws IOException {
    Repository repository = new Repository(root);
    long version;
    try {
      Json.Object marker = JsonReader.readObject(Files.readAllBytes(repository.layout.marker()));
      if (!marker.text("format").equals(FORMAT)) {
        throw notARepository(root, null);
      }
      version = marker.whole("version");
    } catch (NoSuchFileException | JsonException e) {
      throw notARepository(root, e);
    }
    if (version != VERSION) {
      throw new ProblemException(
          new Problem(
              "E-REPOSITORY-FORMAT",
              root.toString(),
              "the repository has format %d, this program knows format %d"
                  .formatted(version, VERSION),
              "use the Lockstep that made it, or a newer one"));
    }
    return repository;
  }

  /// The directory as it stands, whatever its marker says: for whoever looks at what is damaged.
  ///
  /// @throws ProblemException `E-REPOSITORY` when it looks like none at all, `E-REPOSITORY-FORMAT` when it is of a newer
  ///     format
  public static Repository openDamaged(Path root) throws IOException {
    Repository repository = new Repository(root);
    RepositoryLayout layout = repository.layout;
    try {
      return open(root);
    } catch (ProblemException e) {
      boolean looksLikeOne =
          Files.isDirectory(layout.images()) && Files.isDirectory(layout.packs());
      if (looksLikeOne && e.problem().code().equals("E-REPOSITORY")) {
        return repository;
      }
      throw e;
    }
  }

  private static ProblemException notARepository(
      Path root, @org.jspecify.annotations.Nullable Exception cause) {
    return new ProblemException(
        new Problem(
            "E-REPOSITORY",
            root.toString(),
            "is no Lockstep repository",
            "make one with: lockstep init REPO --keys DIR"),
        cause == null ? new IOException("no lockstep.json") : cause);
  }

  /// All images, oldest first.
  public List<StoredImage> images() throws IOException {
    List<StoredImage> images = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(layout.images())) {
      for (Path directory : directories) {
        String name = String.valueOf(directory.getFileName());
        if (name.matches("[0-9a-f]{64}")) { // anything else is a stranger's, which fsck tells of
          images.add(image(ImageId.parse(name)));
        }
      }
    }
    images.sort(Comparator.comparing(StoredImage::created).thenComparing(StoredImage::id));
    return images;
  }

  public StoredImage image(ImageId id) throws IOException {
    try {
      return StoredImage.parse(
          id, JsonReader.readObject(Files.readAllBytes(layout.annotation(id))));
    } catch (NoSuchFileException e) {
      throw unknown(id.toString());
    } catch (JsonException e) {
      throw new ProblemException(
          new Problem(
              "E-DAMAGED",
              layout.annotation(id).toString(),
              "cannot be read: " + e.getMessage(),
              "make it anew: lockstep fsck REPO --repair"),
          e);
    }
  }

  /// The image that a person means: by label, id, or the first digits of an id.
  ///
  /// @throws ProblemException `E-NO-IMAGE` or `E-AMBIGUOUS`
  public StoredImage find(String name) throws IOException {
    List<StoredImage> images = images();
    List<StoredImage> meant = images.stream().filter(i -> i.label().equals(name)).toList();
    if (meant.isEmpty() && name.length() >= MIN_PREFIX) {
      String prefix = name.toLowerCase(Locale.ROOT);
      meant = images.stream().filter(i -> i.id().toString().startsWith(prefix)).toList();
    }
    if (meant.isEmpty()) {
      throw unknown(name);
    }
    if (meant.size() > 1) {
      List<String> ids = meant.stream().map(i -> i.id().abbreviated()).toList();
      throw new ProblemException(
          new Problem(
              "E-AMBIGUOUS",
              name,
              "means %d images: %s".formatted(meant.size(), String.join(", ", ids)),
              "name one by its id"));
    }
    return meant.getFirst();
  }

  private static ProblemException unknown(String name) {
    return new ProblemException(
        new Problem(
            "E-NO-IMAGE", name, "is no image of this repository", "see: lockstep image ls REPO"));
  }

  /// Whether the manifest is the image's is known when it was read to its end, which throws if it is not.
  public ManifestReader openManifest(StoredImage image) throws IOException {
    InputStream stored = Files.newInputStream(layout.manifest(image.id()));
    InputStream plain = StoredStream.decompressing(stored, image.manifestBytes());
    return ManifestReader.open(new ProvenInput(plain, image.id()));
  }

  public PackIndexReader openPackIndex(StoredImage image) throws IOException {
    return PackIndexReader.open(Files.newInputStream(layout.packIndex(image.id())));
  }

  public RepositoryLayout layout() {
    return layout;
  }

  /// Writes the annotation of an image whose directory is there. The caller holds the lock.
  public void annotate(StoredImage image) throws IOException {
    writeSmall(layout.annotation(image.id()), image.toJson());
  }

  /// Replaces a small file of ours in one step. The caller holds the lock: what a kill leaves is cleared away with it.
  void writeSmall(Path file, Json.Object content) throws IOException {
    Path temporary = layout.incoming().resolve("small");
    try (OutputStream out = Durable.output(temporary)) {
      out.write((JsonWriter.pretty(content) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    Durable.place(temporary, file);
  }
}
