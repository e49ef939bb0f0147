package lockstep.images.trust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// What there is to fetch, and who else may say so.
///
/// @param targets by path, in the order of the file
/// @param delegations in the order of the file, which is the order of their say
record TargetsMetadata(
    Envelope file, Map<String, TargetFile> targets, List<Delegation> delegations) {
  static final String ROLE = "targets";

  static TargetsMetadata verified(String role, byte[] bytes, RoleKeys keys, Naming naming)
      throws TrustException {
    Envelope file = Envelope.parse(ROLE, role + ".json", bytes);
    keys.check(file);
    try {
      return new TargetsMetadata(file, targets(file.signed(), naming), delegations(file.signed()));
    } catch (JsonException e) {
      throw file.refused(e);
    }
  }

  private static Map<String, TargetFile> targets(Json.Object signed, Naming naming)
      throws JsonException {
    Json.Object json = signed.object("targets");
    Map<String, TargetFile> targets = new LinkedHashMap<>();
    for (String path : json.members().keySet()) {
      targets.put(path, TargetFile.of(path, json.object(path), naming));
    }
    return targets;
  }

  private static List<Delegation> delegations(Json.Object signed) throws JsonException {
    if (!signed.members().containsKey("delegations")) {
      return List.of();
    }
    Json.Object json = signed.object("delegations");
    Map<String, Delegation> byName = new LinkedHashMap<>();
    // Succinct roles (bins made by rule) are the one form we do not read: what they hold is not
    // found.
    if (json.members().containsKey("roles")) {
      for (Json.Object role : json.objects("roles")) {
        Delegation delegation = Delegation.of(role, json.object("keys"));
        if (byName.put(delegation.role(), delegation) != null) {
          throw new JsonException("role '" + delegation.role() + "' is delegated to twice");
        }
      }
    }
    return new ArrayList<>(byName.values());
  }

  Optional<TargetFile> find(String path) {
    return Optional.ofNullable(targets.get(path));
  }
}
