package lockstep.images.trust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import lockstep.images.json.Json;

/// One role of a simulated repository, to be bent at will before it is published.
public final class SimulatedRole {
  /// A role's say about another one.
  record Delegated(
      SimulatedRole role,
      List<SimulatedKey> keys,
      List<String> paths,
      UnaryOperator<Json.Object> edit) {}

  final String name;

  /// Those who sign, and, unless a test says otherwise, those who are trusted.
  final List<SimulatedKey> signers = new ArrayList<>();

  final List<SimulatedKey> trusted = new ArrayList<>();
  final Map<String, Json> targets = new LinkedHashMap<>();
  final List<Delegated> delegations = new ArrayList<>();
  long threshold = 1;
  long version;
  Instant expires;

  /// Applied to the `signed` part before it is signed.
  UnaryOperator<Json.Object> edit = UnaryOperator.identity();

  SimulatedRole(String name, Instant expires) {
    this.name = name;
    this.expires = expires;
    newKeys(1);
  }

  /// Keys nobody has used before; the threshold is their number.
  void newKeys(int count) {
    signers.clear();
    trusted.clear();
    for (int i = 0; i < count; i++) {
      addKey(SimulatedKey.ed25519());
    }
    threshold = count;
  }

  void addKey(SimulatedKey key) {
    signers.add(key);
    trusted.add(key);
  }

  /// Lets `role` speak for `paths`.
  void delegate(SimulatedRole role, String... paths) {
    delegations.add(new Delegated(role, role.trusted, List.of(paths), UnaryOperator.identity()));
  }

  void delegateTerminating(SimulatedRole role, String... paths) {
    delegations.add(
        new Delegated(role, role.trusted, List.of(paths), json -> with(json, "terminating", true)));
  }

  static Json.Object with(Json.Object json, String key, boolean value) {
    return with(json, key, new Json.Bool(value));
  }

  static Json.Object with(Json.Object json, String key, long value) {
    return with(json, key, new Json.Whole(value));
  }

  static Json.Object with(Json.Object json, String key, String value) {
    return with(json, key, new Json.Text(value));
  }

  static Json.Object with(Json.Object json, String key, Json value) {
    Map<String, Json> members = new LinkedHashMap<>(json.members());
    members.put(key, value);
    return new Json.Object(members);
  }

  static Json.Object without(Json.Object json, String key) {
    Map<String, Json> members = new LinkedHashMap<>(json.members());
    members.remove(key);
    return new Json.Object(members);
  }
}
