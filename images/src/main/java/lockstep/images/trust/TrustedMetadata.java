package lockstep.images.trust;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a repository says, verified: only [TrustClient#refresh] makes one. Immutable; safe for many threads.
public final class TrustedMetadata {
  /// Our one addition to what the specification has in `timestamp.json`: when it was signed. Others ignore it.
  public static final String SIGNED_AT = "lockstep_signed_at";

  private final Instant refreshedAt;
  private final RootMetadata root;
  private final TimestampMetadata timestamp;
  private final SnapshotMetadata snapshot;
  private final TargetsMetadata targets;

  TrustedMetadata(
      Instant refreshedAt,
      RootMetadata root,
      TimestampMetadata timestamp,
      SnapshotMetadata snapshot,
      TargetsMetadata targets) {
    this.refreshedAt = refreshedAt;
    this.root = root;
    this.timestamp = timestamp;
    this.snapshot = snapshot;
    this.targets = targets;
  }

  /// The targets of the release keys themselves, in the order of their file.
  public List<TargetFile> targets() {
    return List.copyOf(targets.targets().values());
  }

  /// Among [#targets], without asking anybody; [TrustClient#find] asks delegated roles too.
  public Optional<TargetFile> find(String path) {
    return targets.find(path);
  }

  /// Whether the snapshot in force lists the file of a delegated role.
  public boolean lists(String role) {
    return snapshot.find(role).isPresent();
  }

  /// The one time by which all expiries were judged.
  public Instant refreshedAt() {
    return refreshedAt;
  }

  /// When the first of root, timestamp, snapshot and targets runs out: the repository must renew before.
  public Instant expires() {
    Instant earliest = root.file().expires();
    for (Envelope file : List.of(timestamp.file(), snapshot.file(), targets.file())) {
      earliest = file.expires().isBefore(earliest) ? file.expires() : earliest;
    }
    return earliest;
  }

  public long rootVersion() {
    return root.file().version();
  }

  public long timestampVersion() {
    return timestamp.file().version();
  }

  public long snapshotVersion() {
    return snapshot.file().version();
  }

  public long targetsVersion() {
    return targets.file().version();
  }

  RootMetadata root() {
    return root;
  }

  SnapshotMetadata snapshot() {
    return snapshot;
  }

  TargetsMetadata topTargets() {
    return targets;
  }
}
