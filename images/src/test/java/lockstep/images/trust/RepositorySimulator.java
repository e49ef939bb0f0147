package lockstep.images.trust;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lockstep.images.ContentHash;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;

/// A repository in memory that does what a test asks, attacks included, and remembers what it was asked for.
///
///     simulator.targets.targets.put("a", RepositorySimulator.target("content", Json.Object.EMPTY));
///     simulator.publishTargets();              // and with it snapshot and timestamp
///     simulator.timestamp.version = 1;         // an attack
///     simulator.publishTimestamp();            // version 2 again
///
/// It is also the clock: `now` moves only when a test moves it.
public final class RepositorySimulator implements MetadataSource, InstantSource {
  public Instant now = Instant.parse("2026-11-22T12:00:00Z");

  final Instant later = now.plus(Duration.ofDays(30));
  final SimulatedRole root = new SimulatedRole("root", later);
  final SimulatedRole timestamp = new SimulatedRole("timestamp", later);
  final SimulatedRole snapshot = new SimulatedRole("snapshot", later);
  final SimulatedRole targets = new SimulatedRole("targets", later);

  /// What is served, by name. A test may put anything here.
  final Map<String, byte[]> files = new LinkedHashMap<>();

  /// What the next snapshot lists.
  final Map<String, Json> listed = new LinkedHashMap<>();

  /// The names asked for, in order.
  public final List<String> requests = new ArrayList<>();

  private Json.Object snapshotNaming = Json.Object.EMPTY;

  private List<SimulatedKey> formerRootSigners = List.of();

  /// Version 1 of everything, with nothing in it.
  public RepositorySimulator() {
    publishRoot();
    publishTargets();
  }

  public byte[] firstRoot() {
    return file("1.root.json");
  }

  byte[] file(String name) {
    return Optional.ofNullable(files.get(name)).orElseThrow();
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public Optional<byte[]> fetch(String fileName, int maxBytes) {
    requests.add(fileName);
    return Optional.ofNullable(files.get(fileName))
        .map(bytes -> bytes.length > maxBytes ? Arrays.copyOf(bytes, maxBytes + 1) : bytes);
  }

  /// The next root, signed by its own keys and by those before it.
  void publishRoot() {
    Set<SimulatedKey> signers = new LinkedHashSet<>(formerRootSigners);
    signers.addAll(root.signers);
    publishRootSignedBy(List.copyOf(signers));
    formerRootSigners = List.copyOf(root.signers);
  }

  void publishRootSignedBy(List<SimulatedKey> signers) {
    root.version++;
    Json.ObjectBuilder keys = Json.object();
    Json.ObjectBuilder roles = Json.object();
    for (SimulatedRole role : List.of(root, timestamp, snapshot, targets)) {
      role.trusted.forEach(key -> keys.put(key.keyId(), key.publicForm()));
      roles.put(role.name, keyList(role.trusted, role.threshold));
    }
    Json.Object signed =
        begin("root", root)
            .put("consistent_snapshot", true)
            .put("keys", keys)
            .put("roles", roles)
            .build();
    files.put(root.version + ".root.json", sign(root.edit.apply(signed), signers));
  }

  public void publishTargets() {
    publish(targets);
    publishSnapshot();
  }

  /// A targets role, top-level or delegated; the snapshot has still to list it.
  void publish(SimulatedRole role) {
    role.version++;
    Json.ObjectBuilder signed =
        begin("targets", role).put("targets", new Json.Object(role.targets));
    if (!role.delegations.isEmpty()) {
      signed.put("delegations", delegations(role));
    }
    byte[] file = sign(role.edit.apply(signed.build()), role.signers);
    files.put(role.version + "." + Naming.quoted(role.name) + ".json", file);
    listed.put(role.name + ".json", naming(role.version, file));
  }

  void publishSnapshot() {
    snapshot.version++;
    Json.Object signed = begin("snapshot", snapshot).put("meta", new Json.Object(listed)).build();
    byte[] file = sign(snapshot.edit.apply(signed), snapshot.signers);
    files.put(snapshot.version + ".snapshot.json", file);
    snapshotNaming = naming(snapshot.version, file);
    publishTimestamp();
  }

  public void publishTimestamp() {
    timestamp.version++;
    Json.Object signed =
        begin("timestamp", timestamp)
            .put("meta", Json.object().put("snapshot.json", snapshotNaming))
            .build();
    files.put("timestamp.json", sign(timestamp.edit.apply(signed), timestamp.signers));
  }

  private static Json.ObjectBuilder begin(String type, SimulatedRole role) {
    return Json.object()
        .put("_type", type)
        .put("spec_version", "1.0.34")
        .put("version", role.version)
        .put("expires", role.expires.toString());
  }

  private static Json.Object delegations(SimulatedRole role) {
    Json.ObjectBuilder keys = Json.object();
    List<Json> roles = new ArrayList<>();
    for (SimulatedRole.Delegated delegated : role.delegations) {
      delegated.keys().forEach(key -> keys.put(key.keyId(), key.publicForm()));
      Map<String, Json> members =
          new LinkedHashMap<>(keyList(delegated.keys(), delegated.role().threshold).members());
      members.put("name", new Json.Text(delegated.role().name));
      members.put("paths", Json.texts(delegated.paths()));
      members.put("terminating", new Json.Bool(false));
      roles.add(delegated.edit().apply(new Json.Object(members)));
    }
    return Json.object().put("keys", keys).put("roles", roles).build();
  }

  private static Json.Object keyList(List<SimulatedKey> keys, long threshold) {
    return Json.object()
        .put("keyids", Json.texts(keys.stream().map(SimulatedKey::keyId).toList()))
        .put("threshold", threshold)
        .build();
  }

  static Json.Object naming(long version, byte[] file) {
    return Json.object()
        .put("version", version)
        .put("length", file.length)
        .put("hashes", Json.object().put("sha256", ContentHash.of(file).toString()))
        .build();
  }

  /// How targets metadata names a file.
  public static Json.Object target(byte[] content, Json.Object custom) {
    return Json.object()
        .put("length", content.length)
        .put("hashes", Json.object().put("sha256", ContentHash.of(content).toString()))
        .put("custom", custom)
        .build();
  }

  static byte[] sign(Json.Object signed, List<SimulatedKey> signers) {
    byte[] message = JsonWriter.canonical(signed);
    return envelope(signed, signers.stream().map(key -> key.signatureOver(message)).toList());
  }

  static byte[] envelope(Json.Object signed, List<? extends Json> signatures) {
    return JsonWriter.plain(
            Json.object().put("signatures", signatures).put("signed", signed).build())
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Adds a target to the top-level role, for the next [#publishTargets].
  public void add(String path, byte[] content, Json.Object custom) {
    targets.targets.put(path, target(content, custom));
  }

  /// A delegated `rollout` role with this one target, good for a week, and all that leads to it.
  public void publishRollout(Json.Object rolloutJson) {
    SimulatedRole rollout = new SimulatedRole("rollout", now.plus(Duration.ofDays(7)));
    rollout.targets.put("rollout.json", rolloutJson);
    targets.delegate(rollout, "rollout.json");
    publish(rollout);
    publishTargets();
  }

  /// From here on a file is not there.
  public void withhold(String name) {
    files.remove(name);
  }

  /// From here on one bit of a file is wrong.
  public void spoil(String name) {
    byte[] spoilt = file(name).clone();
    spoilt[spoilt.length / 2] ^= 1;
    files.put(name, spoilt);
  }

  /// The next snapshot, without the rollout role.
  public void unlistRollout() {
    listed.remove("rollout.json");
    publishSnapshot();
  }
}
