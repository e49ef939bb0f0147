package lockstep.images.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/// The client's side of The Update Framework; the package tells the order of events. For one thread, and one process per
/// directory.
///
/// Whatever it refuses is a [TrustException]; any other `IOException` means that a file could not be fetched or stored,
/// and that trying again later is right. In both cases all that was accepted before stays.
public final class TrustClient {
  private static final int MAX_TIMESTAMP_BYTES = 16_384;
  private static final int MAX_SNAPSHOT_BYTES = 2_000_000;
  private static final int MAX_TARGETS_BYTES = 5_000_000;

  private final MetadataStore store;
  private final BoundedSource source;
  private final InstantSource clock;
  private final RootChain roots;

  /// @param directory exists and is this client's alone
  public TrustClient(Path directory, MetadataSource source, InstantSource clock) {
    this(new MetadataDirectory(directory), source, clock);
  }

  private TrustClient(MetadataStore store, MetadataSource source, InstantSource clock) {
    this.store = store;
    this.source = new BoundedSource(source);
    this.clock = clock;
    this.roots = new RootChain(store, this.source);
  }

  /// A client that keeps its state in memory: to look at a repository as a new machine would.
  public static TrustClient forgetful(MetadataSource source, InstantSource clock) {
    return new TrustClient(new MetadataMemory(), source, clock);
  }

  /// A forgetful client that begins with what the client of `directory` believes, and leaves that one alone: to see what it would
  /// accept now.
  public static TrustClient onlooking(Path directory, MetadataSource source, InstantSource clock)
      throws IOException {
    return new TrustClient(MetadataMemory.copyOf(directory), source, clock);
  }

  /// A forgetful client that judges neither expiries nor clocks: to see whether what a repository has is whole, however old.
  public static TrustClient timeless(MetadataSource source) {
    return forgetful(source, () -> TimestampMetadata.NO_TIME);
  }

  /// Believes `root` from now on, without any request. The root given before changes nothing, so it may be given at each
  /// start; another one replaces all that was believed.
  ///
  /// @throws TrustException when it is no root, or not signed by a threshold of its own keys
  public void init(byte[] root) throws IOException {
    roots.ship(root);
  }

  /// Brings the trusted metadata up to date. Without news this costs two requests and writes nothing.
  public TrustedMetadata refresh() throws IOException {
    Instant clockTime = clock.instant(); // 5.1
    RootMetadata root = roots.update(); // 5.2, 5.3
    Optional<TimestampMetadata> known =
        known(
            TimestampMetadata.FILE,
            MAX_TIMESTAMP_BYTES,
            bytes -> TimestampMetadata.verified(bytes, root.timestampKeys()));
    Instant now = known.isPresent() ? known.get().noEarlier(clockTime) : clockTime;
    root.file().checkUnexpiredAt(now); // 5.3.10
    TimestampMetadata timestamp = timestamp(known, root, now); // 5.4
    SnapshotMetadata snapshot = snapshot(root, timestamp, now); // 5.5
    TargetsMetadata targets =
        targets(TargetsMetadata.ROLE, root.targetsKeys(), root, snapshot, now); // 5.6
    return new TrustedMetadata(now, root, timestamp, snapshot, targets);
  }

  /// The target `path`, asking delegated roles where the top-level targets do not know it (5.6.7).
  public Optional<TargetFile> find(TrustedMetadata trusted, String path) throws IOException {
    return new DelegationSearch(delegation ->
        targets(
            delegation.role(),
            delegation.keys(),
            trusted.root(),
            trusted.snapshot(),
            trusted.refreshedAt()))
        .find(trusted.topTargets(), path);
  }

  /// Whether a file of this delegated role was ever accepted here.
  public boolean hasSeen(String role) {
    return store.holds(MetadataStore.fileOf(role));
  }

  private TimestampMetadata timestamp(
      Optional<TimestampMetadata> known, RootMetadata root, Instant now) throws IOException {
    byte[] bytes = source.require(TimestampMetadata.FILE, MAX_TIMESTAMP_BYTES); // 5.4.1
    if (known.isPresent() && Arrays.equals(bytes, known.get().file().bytes())) {
      known.get().file().checkUnexpiredAt(now); // stricter than 5.4.3.1, which ends here
      return known.get();
    }
    TimestampMetadata fresh = TimestampMetadata.verified(bytes, root.timestampKeys()); // 5.4.2
    if (known.isPresent()) {
      if (fresh.file().version() == known.get().file().version()) { // 5.4.3.1: no news
        known.get().file().checkUnexpiredAt(now);
        return known.get();
      }
      checkFollows(known.get(), fresh);
    }
    fresh.checkClock(now);
    fresh.file().checkUnexpiredAt(now); // 5.4.4
    store.write(TimestampMetadata.FILE, bytes); // 5.4.5
    return fresh;
  }

  /// 5.4.3: neither it nor the snapshot it names may go back.
  private static void checkFollows(TimestampMetadata known, TimestampMetadata fresh)
      throws TrustException {
    if (fresh.file().version() < known.file().version()) {
      throw new TrustException(
          Refusal.ROLLBACK,
          TimestampMetadata.FILE,
          "went back from version %d to %d"
              .formatted(known.file().version(), fresh.file().version()));
    }
    if (fresh.snapshot().version() < known.snapshot().version()) {
      throw new TrustException(
          Refusal.ROLLBACK,
          TimestampMetadata.FILE,
          "the snapshot it names went back from version %d to %d"
              .formatted(known.snapshot().version(), fresh.snapshot().version()));
    }
  }

  private SnapshotMetadata snapshot(RootMetadata root, TimestampMetadata timestamp, Instant now)
      throws IOException {
    NamedFile named = timestamp.snapshot();
    Optional<SnapshotMetadata> known =
        known(
            SnapshotMetadata.FILE,
            MAX_SNAPSHOT_BYTES,
            bytes -> SnapshotMetadata.verified(bytes, root.snapshotKeys()));
    if (known.isPresent() && named.names(known.get().file())) {
      known.get().file().checkUnexpiredAt(now);
      return known.get();
    }
    byte[] bytes =
        source.require(
            root.naming().metadataFile("snapshot", named.version()),
            named.maxBytes(MAX_SNAPSHOT_BYTES)); // 5.5.1
    named.checkContent(bytes); // 5.5.2
    SnapshotMetadata fresh = SnapshotMetadata.verified(bytes, root.snapshotKeys()); // 5.5.3
    named.checkVersion(fresh.file()); // 5.5.4
    if (known.isPresent()) {
      fresh.checkFollows(known.get()); // 5.5.5
    }
    fresh.file().checkUnexpiredAt(now); // 5.5.6
    store.write(SnapshotMetadata.FILE, bytes); // 5.5.7
    return fresh;
  }

  /// The top-level targets, or those of a delegated role: one procedure, with the keys of whoever delegates.
  private TargetsMetadata targets(
      String role, RoleKeys keys, RootMetadata root, SnapshotMetadata snapshot, Instant now)
      throws IOException {
    String file = MetadataStore.fileOf(role);
    NamedFile named =
        snapshot
            .find(role)
            .orElseThrow(() ->
                new TrustException(
                    Refusal.MISMATCH, role + ".json", "the snapshot does not list it"));
    Optional<TargetsMetadata> known =
        known(
            file,
            MAX_TARGETS_BYTES,
            bytes -> TargetsMetadata.verified(role, bytes, keys, root.naming()));
    if (known.isPresent() && named.names(known.get().file())) {
      known.get().file().checkUnexpiredAt(now);
      return known.get();
    }
    byte[] bytes =
        source.require(
            root.naming().metadataFile(role, named.version()),
            named.maxBytes(MAX_TARGETS_BYTES)); // 5.6.1
    named.checkContent(bytes); // 5.6.2
    TargetsMetadata fresh = TargetsMetadata.verified(role, bytes, keys, root.naming()); // 5.6.3
    named.checkVersion(fresh.file()); // 5.6.4
    fresh.file().checkUnexpiredAt(now); // 5.6.5
    store.write(file, bytes); // 5.6.6
    return fresh;
  }

  /// What is on disk, if it still verifies; anything else is as good as absent.
  private <T> Optional<T> known(String file, int maxBytes, Verifier<T> verifier)
      throws IOException {
    Optional<byte[]> bytes = store.read(file, maxBytes);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(verifier.verify(bytes.get()));
    } catch (TrustException torn) {
      return Optional.empty();
    }
  }

  @FunctionalInterface
  private interface Verifier<T> {
    T verify(byte[] bytes) throws TrustException;
  }
}
