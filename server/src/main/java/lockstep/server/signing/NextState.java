package lockstep.server.signing;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;

/// The metadata of one change, signed and in memory: what replaces the state that is being served.
final class NextState {
  static final String TIMESTAMP = "timestamp.json";

  private final SignedState before;
  private final OnlineKeys keys;
  private final OnlineKeys former;
  private final Instant now;

  /// By the name they are served under, in the order they must be written.
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  /// What the snapshot will list.
  private final Map<String, Json> listed;

  NextState(SignedState before, OnlineKeys keys, Instant now) throws IOException {
    this(before, keys, keys, now);
  }

  /// @param former those that machines believe until the next root: they sign as well
  NextState(SignedState before, OnlineKeys keys, OnlineKeys former, Instant now)
      throws IOException {
    this.before = before;
    this.keys = keys;
    this.former = former;
    this.now = now;
    this.listed = new LinkedHashMap<>(before.snapshot().signed().object("meta").members());
  }

  /// What the release keys are to sign.
  Json.Object targets(Json.Object targets) throws IOException {
    return Draft.of("targets", before.targets().version() + 1, now, Lifetimes.TARGETS)
        .put("targets", targets)
        .put("delegations", Draft.delegations(keys.rollout()))
        .build();
  }

  /// The same, signed.
  void targets(byte[] file) throws IOException {
    add("targets.json", before.targets().version() + 1, file);
  }

  /// @param targets the one target of the role, by its path
  void rollout(Json.Object targets) throws IOException {
    long version = before.rolloutFile().isPresent() ? before.rolloutFile().get().version() + 1 : 1;
    Json.Object signed =
        Draft.of("targets", version, now, Lifetimes.ROLLOUT).put("targets", targets).build();
    add("rollout.json", version, Draft.signed(signed, List.of(keys.rollout())));
  }

  private void add(String name, long version, byte[] file) {
    files.put(version + "." + name, file);
    listed.put(name, Draft.naming(version, file));
  }

  /// A new snapshot of what was changed above, or of the same files, and a new timestamp for it.
  void snapshot() throws IOException {
    long version = before.snapshot().version() + 1;
    byte[] file =
        Draft.signed(
            Draft.of("snapshot", version, now, Lifetimes.SNAPSHOT)
                .put("meta", new Json.Object(listed))
                .build(),
            signers(keys.snapshot(), former.snapshot()));
    files.put(version + ".snapshot.json", file);
    timestamp(Draft.naming(version, file));
  }

  /// A new timestamp for the snapshot that is being served.
  void timestamp() throws IOException {
    timestamp(Draft.naming(before.snapshot().version(), before.snapshot().bytes()));
  }

  private void timestamp(Json.Object snapshot) throws IOException {
    if (now.plus(Lifetimes.TIMESTAMP).isBefore(before.timestamp().expires().minusSeconds(1))) {
      throw new ProblemException(
          new Problem(
              "E-CLOCK",
              TIMESTAMP,
              "it is %s here, earlier than when the timestamp in force was signed".formatted(now),
              "set this machine's clock"));
    }
    Json.Object signed = Draft.timestamp(before.timestamp().version() + 1, now, snapshot);
    files.put(TIMESTAMP, Draft.signed(signed, signers(keys.timestamp(), former.timestamp())));
  }

  private static List<SigningKey> signers(SigningKey key, SigningKey former) {
    return key.keyId().equals(former.keyId()) ? List.of(key) : List.of(key, former);
  }

  /// The last is `timestamp.json`: writing it makes all of it served.
  Map<String, byte[]> files() {
    return files;
  }
}
