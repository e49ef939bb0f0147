package lockstep.server.repository;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import lockstep.images.Content;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.Segment;
import lockstep.images.manifest.ManifestHeader;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.manifest.ManifestTotals;
import lockstep.images.pack.ChunkDecoder;
import lockstep.images.pack.ChunkPlace;
import lockstep.images.pack.PackIndexReader;
import org.jspecify.annotations.Nullable;

/// An image read from front to back: its entries in path order and, on request, the content of each file. Nothing is
/// believed: every chunk and every whole file is hashed. Memory does not grow with the image. Not safe for threads.
///
/// Everything here throws [lockstep.images.ProblemException] `E-DAMAGED` or `E-MISSING`, with the object's path, when the
/// repository does not hold what it should.
public final class OpenImage implements AutoCloseable {
  private final StoredImage image;
  private final PackFiles packs;
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final ManifestReader manifest;
  private final PackIndexReader index;
  private List<StoredChunk> places = List.of();
  private @Nullable Entry current;

  private OpenImage(
      StoredImage image, RepositoryLayout layout, ManifestReader manifest, PackIndexReader index) {
    this.image = image;
    this.packs = new PackFiles(layout);
    this.manifest = manifest;
    this.index = index;
  }

  public static OpenImage open(Repository repository, StoredImage image) throws IOException {
    return open(repository, image, repository.layout().packIndex(image.id()));
  }

  /// @param packIndex what says that it is the image's
  public static OpenImage open(Repository repository, StoredImage image, Path packIndex)
      throws IOException {
    ManifestReader manifest =
        Damage.explained(manifestName(image), () -> repository.openManifest(image));
    try {
      PackIndexReader index =
          Damage.explained(
              indexName(image), () -> PackIndexReader.open(Files.newInputStream(packIndex)));
      return new OpenImage(image, repository.layout(), manifest, index);
    } catch (IOException | RuntimeException e) {
      manifest.close();
      throw e;
    }
  }

  private static String manifestName(StoredImage image) {
    return "images/" + image.id() + "/manifest";
  }

  private static String indexName(StoredImage image) {
    return "images/" + image.id() + "/packs";
  }

  public ManifestHeader header() {
    return manifest.header();
  }

  /// The next entry, or null after the last; then the manifest is proven to be the image's, and the pack index to fit it.
  public @Nullable Entry next() throws IOException {
    current =
        Damage.explained(manifestName(image), () -> Optional.ofNullable(manifest.next()))
            .orElse(null);
    places = Damage.explained(indexName(image), () -> placesOf(current));
    return current;
  }

  private List<StoredChunk> placesOf(@Nullable Entry entry) throws IOException {
    if (entry == null) {
      if (index.next() != null) {
        throw new IntegrityException("the pack index names more places than the image has chunks");
      }
      return List.of();
    }
    if (!(entry instanceof Entry.File file)) {
      return List.of();
    }
    List<StoredChunk> found = new ArrayList<>();
    for (Segment segment : file.content().segments()) {
      if (segment instanceof Segment.Chunk) {
        found.add(nextPlace());
      }
    }
    return found;
  }

  private StoredChunk nextPlace() throws IOException {
    ChunkPlace place = index.next();
    if (place == null) {
      throw new IntegrityException("the pack index ends before the image's chunks do");
    }
    return new StoredChunk(
        Objects.requireNonNull(index.packs().get(place.pack())),
        place.offset(),
        place.storedLength());
  }

  /// The ordinal of the entry [#next] answered last, counted from 0.
  public long ordinal() {
    return manifest.ordinal();
  }

  /// Of the entries so far.
  public ManifestTotals totals() {
    return manifest.totals();
  }

  /// Reads the content of the file [#next] answered last.
  ///
  /// @throws IllegalStateException when that was no file
  public void content(ContentSink sink) throws IOException {
    if (!(current instanceof Entry.File file)) {
      throw new IllegalStateException("the current entry has no content");
    }
    Content content = file.content();
    WholeFile whole = WholeFile.of(content);
    int chunks = 0;
    for (Segment segment : content.segments()) {
      switch (segment) {
        case Segment.Hole hole -> {
          whole.zeros(hole.length());
          sink.hole(hole.length());
        }
        case Segment.Chunk chunk -> {
          ByteBuffer plain = chunk(places.get(chunks++), chunk);
          whole.update(plain);
          sink.data(plain);
        }
      }
    }
    Damage.explained(manifestName(image), () -> whole.check(file));
  }

  private ByteBuffer chunk(StoredChunk place, Segment.Chunk chunk) throws IOException {
    return Damage.explained(place.pack().path(), () -> decoder.decode(packs.read(place), chunk));
  }

  @Override
  public void close() throws IOException {
    decoder.close();
    try (packs;
        index) {
      manifest.close();
    }
  }
}
