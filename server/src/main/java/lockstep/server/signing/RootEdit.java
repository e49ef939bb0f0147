package lockstep.server.signing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// Changes who signs what in a root. Each method answers the changed root; none is served by that.
public final class RootEdit {
  private RootEdit() {}

  /// What is to become of a root.
  @FunctionalInterface
  public interface Edit {
    Json.Object apply(Json.Object root) throws IOException;
  }

  /// One more key may sign.
  public static Edit add(Role role, PublicKeyFile key) {
    return root -> {
      List<String> ids = new ArrayList<>(keyIds(root, role));
      if (ids.contains(key.keyId())) {
        throw refused("the key %s is a %s key already".formatted(key.keyId(), role));
      }
      ids.add(key.keyId());
      return with(root, role, ids, threshold(root, role), Map.of(key.keyId(), key.publicForm()));
    };
  }

  /// A key may sign no more.
  ///
  /// @param keyId or its first digits
  public static Edit remove(Role role, String keyId) {
    return root -> checked(without(root, role, keyId), role);
  }

  /// A key takes the place of another.
  ///
  /// @param keyId of the other, or its first digits
  public static Edit replace(Role role, String keyId, PublicKeyFile key) {
    return root -> add(role, key).apply(without(root, role, keyId));
  }

  /// As [#remove], but the threshold may be out of reach for the moment.
  private static Json.Object without(Json.Object root, Role role, String keyId) throws IOException {
    List<String> ids = new ArrayList<>(keyIds(root, role));
    ids.remove(find(ids, role, keyId));
    return put(root, role.inMetadata(), ids, threshold(root, role), Map.of());
  }

  /// So many keys must sign.
  public static Edit threshold(Role role, long threshold) {
    return root -> with(root, role, keyIds(root, role), threshold, Map.of());
  }

  /// The server's own keys are these.
  static Edit online(OnlineKeys keys) {
    return root ->
        put(
            put(root, "snapshot", List.of(keys.snapshot().keyId()), 1, publicOf(keys.snapshot())),
            "timestamp",
            List.of(keys.timestamp().keyId()),
            1,
            publicOf(keys.timestamp()));
  }

  private static Map<String, Json> publicOf(SigningKey key) {
    return Map.of(key.keyId(), key.publicForm());
  }

  private static String find(List<String> ids, Role role, String prefix) throws ProblemException {
    List<String> found = ids.stream().filter(id -> id.startsWith(prefix)).toList();
    if (prefix.isEmpty() || found.size() != 1) {
      throw refused(
          found.size() > 1
              ? "'%s' begins %d ids of %s keys".formatted(prefix, found.size(), role)
              : "no %s key has an id that begins with '%s'".formatted(role, prefix));
    }
    return found.getFirst();
  }

  private static Json.Object with(
      Json.Object root, Role role, List<String> ids, long threshold, Map<String, Json> added)
      throws IOException {
    return checked(put(root, role.inMetadata(), ids, threshold, added), role);
  }

  private static Json.Object checked(Json.Object root, Role role) throws IOException {
    long threshold = threshold(root, role);
    int keys = keyIds(root, role).size();
    if (threshold < 1 || threshold > keys) {
      throw refused(
          "%d of %d %s keys can never sign: the threshold lies between 1 and the number of keys"
              .formatted(threshold, keys, role));
    }
    return root;
  }

  private static Json.Object put(
      Json.Object root, String role, List<String> ids, long threshold, Map<String, Json> added)
      throws JsonException {
    Map<String, Json> roles = new LinkedHashMap<>(root.object("roles").members());
    roles.put(
        role, Json.object().put("keyids", Json.texts(ids)).put("threshold", threshold).build());
    Map<String, Json> keys = new LinkedHashMap<>(root.object("keys").members());
    keys.putAll(added);
    TreeSet<String> used = new TreeSet<>();
    for (Json each : roles.values()) {
      used.addAll(((Json.Object) each).texts("keyids"));
    }
    keys.keySet().retainAll(used);
    Map<String, Json> members = new LinkedHashMap<>(root.members());
    members.put("roles", new Json.Object(roles));
    members.put("keys", new Json.Object(keys));
    return new Json.Object(members);
  }

  private static List<String> keyIds(Json.Object root, Role role) throws JsonException {
    return root.object("roles").object(role.inMetadata()).texts("keyids");
  }

  private static long threshold(Json.Object root, Role role) throws JsonException {
    return root.object("roles").object(role.inMetadata()).whole("threshold");
  }

  private static ProblemException refused(String message) {
    return new ProblemException(
        new Problem("E-KEYS", "", message, "see who may sign: lockstep key ls REPO"));
  }
}
