package lockstep.agent.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import lockstep.agent.fetch.Sources;
import lockstep.agent.source.GoneException;
import lockstep.agent.source.RepositorySource;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.delta.GroupIndexHeader;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.images.release.Rollout;
import lockstep.images.stored.StoredStream;
import lockstep.images.trust.TargetFile;
import lockstep.images.trust.TrustClient;
import lockstep.images.trust.TrustedMetadata;

/// A repository seen through this machine's root of trust. Not for several threads or processes.
public final class Repository {
  private static final long FORMAT = 1;
  private static final String TRUST = "trust";
  private static final String METADATA = "metadata/";
  private static final int MAX_MARKER_BYTES = 64 * 1024;

  private final RepositorySource source;
  private final InstantSource clock;
  private final TrustClient client;
  private final ManifestCache manifests;
  private final ManifestPatches patches;
  private final Path downloads;
  private final Set<ImageId> verified = new HashSet<>();
  private boolean formatKnown;

  /// @param objects whom to ask for deltas
  /// @param state the agent's state folder, which exists
  public Repository(RepositorySource source, Sources objects, Path state, InstantSource clock)
      throws IOException {
    this.source = source;
    this.clock = clock;
    Path trust = Files.createDirectories(state.resolve(TRUST));
    client =
        new TrustClient(trust, (name, maxBytes) -> source.small(METADATA + name, maxBytes), clock);
    manifests = new ManifestCache(state.resolve("manifests"));
    downloads = Files.createDirectories(state.resolve("downloads"));
    patches = new ManifestPatches(objects, downloads, manifests);
    dropDownloads();
  }

  /// Sees what this machine would accept from a repository now, and leaves no trace.
  public static TrustClient onlooker(RepositorySource source, Path state, InstantSource clock)
      throws IOException {
    return TrustClient.onlooking(
        state.resolve(TRUST), (name, maxBytes) -> source.small(METADATA + name, maxBytes), clock);
  }

  /// Sees what this machine believes already, without a repository; empty when it has heard nothing yet.
  public static Optional<TrustClient> memory(Path state, InstantSource clock) throws IOException {
    Path trust = state.resolve(TRUST);
    Path timestamp = trust.resolve("timestamp.json");
    if (!Files.exists(timestamp)) {
      return Optional.empty();
    }
    byte[] heard = Files.readAllBytes(timestamp);
    return Optional.of(
        TrustClient.onlooking(
            trust,
            (name, _) -> name.equals("timestamp.json") ? Optional.of(heard) : Optional.empty(),
            clock));
  }

  /// What an earlier run left: its metadata may have moved on since.
  private void dropDownloads() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(downloads)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  /// Believes this root of trust from now on.
  public void trust(byte[] root) throws IOException {
    client.init(root);
  }

  /// What the repository offers now, verified.
  ///
  /// @throws ProblemException what the trust core refuses, `E-CLOCK` before any request when it cannot be so early,
  ///     `E-EMPTY` when nothing is published, `E-FORMAT` when the
  ///     repository is of a newer format
  public Published refresh() throws IOException {
    BuildDate.check(clock.instant());
    TrustedMetadata trusted;
    try {
      trusted = client.refresh();
    } catch (ProblemException e) {
      requireKnownFormat(); // explains better why the metadata is not understood
      throw e;
    }
    Release release =
        Release.of(trusted)
            .orElseThrow(() ->
                new ProblemException(
                    new Problem(
                        "E-EMPTY",
                        "",
                        "the repository has no published image",
                        "publish one with `lockstep publish`")));
    Rollout rollout = Rollout.of(client, trusted, release);
    Set<ImageId> kept = new HashSet<>(Set.of(release.current().id()));
    release.old().ifPresent(old -> kept.add(old.id()));
    manifests.keepOnly(kept);
    return new Published(release, rollout);
  }

  /// What objects are called and hold is the format's matter, so this comes before the first one. The marker is not signed:
  /// one that is missing or garbled says nothing, and the signatures decide.
  private void requireKnownFormat() throws IOException {
    if (formatKnown) {
      return;
    }
    Optional<byte[]> marker = source.small("lockstep.json", MAX_MARKER_BYTES);
    long version = marker.isPresent() ? version(marker.get()) : FORMAT;
    if (version > FORMAT) {
      throw new ProblemException(
          new Problem(
              "E-FORMAT",
              "lockstep.json",
              "the repository has format %d, this agent reads format %d".formatted(version, FORMAT),
              "install a newer lockstep-agent"));
    }
    formatKnown = true;
  }

  private static long version(byte[] marker) {
    try {
      return JsonReader.readObject(marker).whole("version");
    } catch (JsonException e) {
      return FORMAT;
    }
  }

  /// An image of the release.
  ///
  /// @param from the image this machine is on, as far as that is known, for choosing the delta
  public FetchedImage image(Release release, PublishedImage image, Optional<ImageId> from) {
    return FetchedImage.of(this, release, image, from);
  }

  /// Whether the manifest is here and verified.
  boolean hasManifest(ImageId image) throws IOException {
    if (!verified.contains(image) && manifests.has(image)) {
      verified.add(image);
    }
    return verified.contains(image);
  }

  /// Tries to make the manifest from that of the image the delta leads from, which is here. Nothing is lost if that fails.
  void patchManifest(PublishedImage image, GroupIndexHeader delta) throws IOException {
    requireKnownFormat();
    if (patches.apply(delta, image.manifestBytes())) {
      verified.add(image.id());
    }
  }

  /// The manifest, here and verified.
  InputStream manifest(PublishedImage image) throws IOException {
    if (!hasManifest(image.id())) {
      Path stored = target(image.manifest());
      try (InputStream plain =
          StoredStream.decompressing(Files.newInputStream(stored), image.manifestBytes())) {
        manifests.keep(image.id(), plain);
      }
      Files.delete(stored);
    }
    verified.add(image.id());
    return manifests.open(image.id());
  }

  /// The manifest as it lies here, if it does, for a look at its head.
  Optional<InputStream> manifestAsItIs(ImageId image) throws IOException {
    return manifests.isHere(image) ? Optional.of(manifests.open(image)) : Optional.empty();
  }

  /// A file with a target's bytes, verified. However large, it is never in memory.
  Path target(TargetFile target) throws IOException {
    requireKnownFormat();
    Path file = downloads.resolve(target.sha256().toString());
    MessageDigest digest = ContentHash.sha256();
    try (OutputStream out = Files.newOutputStream(file)) {
      source.read(
          "targets/" + target.storedPath(),
          0,
          target.length(),
          bytes -> {
            digest.update(bytes.duplicate());
            Channels.newChannel(out).write(bytes);
          });
    }
    if (!ContentHash.of(digest).equals(target.sha256())) {
      Files.delete(file);
      throw new IntegrityException(
          target.path() + " is not what was signed: its SHA-256 is not " + target.sha256());
    }
    return file;
  }

  /// A file with an object's bytes as they are; empty when the repository has none of this path.
  Optional<Path> objectIfPresent(String path, int maxBytes) throws IOException {
    requireKnownFormat();
    Optional<byte[]> bytes = source.small(path, maxBytes);
    return bytes.isEmpty()
        ? Optional.empty()
        : Optional.of(Files.write(downloads.resolve(path.replace('/', '-')), bytes.get()));
  }

  /// A whole object that must be there.
  byte[] object(String path, int maxBytes) throws IOException {
    requireKnownFormat();
    return source.small(path, maxBytes).orElseThrow(() -> new GoneException(path));
  }
}
