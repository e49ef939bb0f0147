package lockstep.agent.image;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.agent.stage.ImageObjects;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.ProblemException;
import lockstep.images.delta.GroupIndexHeader;
import lockstep.images.delta.GroupIndexReader;
import lockstep.images.manifest.ManifestHeader;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.pack.PackIndexReader;
import lockstep.images.release.PublishedDelta;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import org.jspecify.annotations.Nullable;

/// A published image: whatever of it is asked for is verified and here, or comes and is verified. Not for several
/// threads.
public final class FetchedImage implements ImageObjects {
  /// A place takes about six bytes stored; a million of them fit, many times over.
  private static final int MAX_PACK_INDEX_BYTES = 64 * 1024 * 1024;

  /// An output takes about ten bytes stored.
  private static final int MAX_SOLID_INDEX_BYTES = 32 * 1024 * 1024;

  private final Repository repository;
  private final PublishedImage image;
  private final Optional<PublishedDelta> delta;
  private final Optional<PublishedImage> from;
  private byte @Nullable [] packIndex;
  private @Nullable Path deltaIndex;
  private @Nullable Path solidIndex;
  private boolean solidAsked;

  private FetchedImage(
      Repository repository,
      PublishedImage image,
      Optional<PublishedDelta> delta,
      Optional<PublishedImage> from) {
    this.repository = repository;
    this.image = image;
    this.delta = delta;
    this.from = from;
  }

  /// @param on the image this machine is on, as far as that is known
  static FetchedImage of(
      Repository repository, Release release, PublishedImage image, Optional<ImageId> on) {
    Optional<PublishedDelta> delta = usefulDelta(release, image, on);
    return new FetchedImage(
        repository, image, delta, delta.flatMap(known -> release.find(known.from())));
  }

  /// A machine that is known to be on this image already has nothing the delta starts from.
  private static Optional<PublishedDelta> usefulDelta(
      Release release, PublishedImage image, Optional<ImageId> from) {
    if (from.filter(image.id()::equals).isPresent()) {
      return Optional.empty();
    }
    return release.deltas().stream().filter(delta -> delta.to().equals(image.id())).findFirst();
  }

  public ImageId id() {
    return image.id();
  }

  public String label() {
    return image.label();
  }

  @Override
  public ManifestReader manifest() throws IOException {
    if (!repository.hasManifest(image.id())) {
      patchManifest();
    }
    return ManifestReader.open(repository.manifest(image));
  }

  /// The delta begins with the difference of the two manifests.
  private void patchManifest() throws IOException {
    if (delta.isEmpty() || !repository.hasManifest(delta.get().from())) {
      return;
    }
    try (GroupIndexReader reader = openDelta(delta.get())) {
      repository.patchManifest(image, reader.header());
    } catch (IntegrityException | ProblemException e) {
      // Staging will say so, if it needs the delta; the manifest can be had whole.
    }
  }

  /// The manifest's head, from the local copy as it is: good for finding out that nothing has changed, where the rules in
  /// it are compared with those of the last scan. Whoever acts reads [#manifest].
  public ManifestHeader header() throws IOException {
    Optional<InputStream> unverified = repository.manifestAsItIs(image.id());
    if (unverified.isPresent()) {
      try (InputStream copy = unverified.get();
          ManifestReader reader = ManifestReader.open(copy)) {
        return reader.header();
      } catch (IntegrityException | ProblemException e) {
        // It is made or fetched again. After a power cut a copy may be of zeros, and those are no
        // format either.
      }
    }
    try (ManifestReader reader = manifest()) {
      return reader.header();
    }
  }

  @Override
  public PackIndexReader packIndex() throws IOException {
    byte[] stored = packIndex;
    if (stored == null) {
      stored = repository.object("images/" + image.id() + "/packs", MAX_PACK_INDEX_BYTES);
      packIndex = stored;
    }
    return PackIndexReader.open(new ByteArrayInputStream(stored));
  }

  @Override
  public Optional<GroupIndexReader> delta() throws IOException {
    return delta.isEmpty() ? Optional.empty() : Optional.of(openDelta(delta.get()));
  }

  private GroupIndexReader openDelta(PublishedDelta of) throws IOException {
    Path stored = deltaIndex;
    if (stored == null) {
      stored = repository.target(of.index());
      deltaIndex = stored;
    }
    return open(stored, Optional.of(of.from()));
  }

  @Override
  public Optional<ImageObjects> deltaFrom() throws IOException {
    return from.isPresent() && repository.hasManifest(from.get().id())
        ? Optional.of(new FetchedImage(repository, from.get(), Optional.empty(), Optional.empty()))
        : Optional.empty();
  }

  @Override
  public Optional<GroupIndexReader> solid() throws IOException {
    if (!solidAsked) {
      String path = "images/" + image.id() + "/solid";
      solidIndex = repository.objectIfPresent(path, MAX_SOLID_INDEX_BYTES).orElse(null);
      solidAsked = true;
    }
    Path stored = solidIndex;
    return stored == null ? Optional.empty() : Optional.of(open(stored, Optional.empty()));
  }

  private GroupIndexReader open(Path stored, Optional<ImageId> from) throws IOException {
    GroupIndexReader reader =
        GroupIndexReader.open(new BufferedInputStream(Files.newInputStream(stored)));
    GroupIndexHeader header = reader.header();
    if (!header.from().equals(from) || !header.to().equals(image.id())) {
      reader.close();
      throw new IntegrityException("a group index is for other images than its name says");
    }
    return reader;
  }
}
