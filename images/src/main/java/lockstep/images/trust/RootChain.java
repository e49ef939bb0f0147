package lockstep.images.trust;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// Steps 5.2 and 5.3: from the root this machine was given to the newest, each vouched for by the one before.
final class RootChain {
  static final int MAX_BYTES = 512_000;

  /// More rotations than ten years of daily ones would be an endless chain; further ones wait for the next refresh.
  static final int MAX_ROTATIONS = 1024;

  /// The root that was shipped, beside the one in force: what is left to believe when that one is torn.
  static final String SHIPPED = "root.shipped";

  private final MetadataStore store;
  private final BoundedSource source;

  RootChain(MetadataStore store, BoundedSource source) {
    this.store = store;
    this.source = source;
  }

  /// Makes `root` what this machine believes from the start. The same root again changes nothing. A root that the one in
  /// force follows, or is, leaves that one: to go back would be to believe revoked keys again. A root that follows the
  /// one in force replaces it. Any other is a new beginning: all that was believed is forgotten.
  void ship(byte[] root) throws IOException {
    Optional<byte[]> shipped = store.read(SHIPPED, MAX_BYTES);
    if (shipped.isPresent() && Arrays.equals(shipped.get(), root)) {
      return;
    }
    RootMetadata given = RootMetadata.selfSigned(root);
    Optional<RootMetadata> inForce =
        store.read(RootMetadata.FILE, MAX_BYTES).flatMap(RootChain::unlessTorn);
    boolean stays =
        inForce.isPresent()
            && (Arrays.equals(inForce.get().file().bytes(), root) || follows(inForce.get(), given));
    if (!stays) {
      if (inForce.isPresent() && !follows(given, inForce.get())) {
        store.clear();
      }
      store.write(RootMetadata.FILE, root);
    }
    store.write(SHIPPED, root);
  }

  private static boolean follows(RootMetadata later, RootMetadata earlier) {
    try {
      earlier.rootKeys().check(later.file());
      return later.file().version() > earlier.file().version();
    } catch (TrustException foreign) {
      return false;
    }
  }

  /// The newest root; whether it has expired (5.3.10) is for the caller to see.
  RootMetadata update() throws IOException {
    RootMetadata root = load();
    for (int rotations = 0; ; rotations++) {
      long next = root.file().version() + 1; // 5.3.2
      String name = Naming.CONSISTENT.metadataFile(RootMetadata.ROLE, next);
      Optional<byte[]> bytes = source.fetch(name, MAX_BYTES); // 5.3.3
      if (bytes.isEmpty()) {
        return root;
      }
      if (rotations == MAX_ROTATIONS) {
        throw new TrustException(
            Refusal.LIMIT, name, "more than " + MAX_ROTATIONS + " new roots in one refresh");
      }
      root = follow(root, bytes.get()); // 5.3.9
    }
  }

  /// 5.2, by itself, before any request.
  private RootMetadata load() throws IOException {
    for (String file : new String[] {RootMetadata.FILE, SHIPPED}) {
      Optional<byte[]> bytes = store.read(file, MAX_BYTES);
      Optional<RootMetadata> root = bytes.flatMap(RootChain::unlessTorn);
      if (root.isPresent()) {
        return root.get();
      }
    }
    throw new TrustException(Refusal.TRUST, RootMetadata.FILE, "this machine trusts nobody yet");
  }

  private static Optional<RootMetadata> unlessTorn(byte[] bytes) {
    try {
      return Optional.of(RootMetadata.selfSigned(bytes));
    } catch (TrustException torn) {
      return Optional.empty();
    }
  }

  private RootMetadata follow(RootMetadata root, byte[] bytes) throws IOException {
    RootMetadata next = RootMetadata.selfSigned(bytes); // 5.3.4, by its own keys
    root.rootKeys().check(next.file()); // 5.3.4, by the keys before it
    if (next.file().version() != root.file().version() + 1) { // 5.3.5
      throw new TrustException(
          Refusal.ROLLBACK,
          RootMetadata.FILE,
          "version %d stands where %d must"
              .formatted(next.file().version(), root.file().version() + 1));
    }
    // 5.3.6: whether it has expired matters only for the last one
    if (root.timestampKeys().lost(next.timestampKeys())
        || root.snapshotKeys().lost(next.snapshotKeys())) {
      // 5.3.11, here and not after the walk: a crash must not leave the new root beside what lost
      // keys have signed
      store.delete(TimestampMetadata.FILE);
      store.delete(SnapshotMetadata.FILE);
    }
    store.write(RootMetadata.FILE, bytes); // 5.3.7, 5.3.8
    return next;
  }
}
