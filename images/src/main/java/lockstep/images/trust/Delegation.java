package lockstep.images.trust;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import lockstep.images.ContentHash;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// Another role that may speak for some target paths.
///
/// @param terminating whether nobody after it is asked about its paths
record Delegation(
    String role,
    RoleKeys keys,
    boolean terminating,
    List<String> patterns,
    List<String> hashPrefixes) {
  private static final Set<String> TOP_LEVEL = Set.of("root", "timestamp", "snapshot", "targets");

  static Delegation of(Json.Object json, Json.Object keys) throws JsonException {
    String role = json.text("name");
    if (role.isEmpty() || TOP_LEVEL.contains(role)) {
      throw new JsonException("'" + role + "' cannot be the name of a delegated role");
    }
    boolean byPath = json.members().containsKey("paths");
    if (byPath == json.members().containsKey("path_hash_prefixes")) {
      throw new JsonException("role '" + role + "' needs paths or path_hash_prefixes");
    }
    return new Delegation(
        role,
        RoleKeys.of(json, keys),
        json.bool("terminating"),
        byPath ? json.texts("paths") : List.of(),
        byPath ? List.of() : json.texts("path_hash_prefixes"));
  }

  boolean covers(String path) {
    for (String pattern : patterns) {
      if (matches(pattern.split("/", -1), path.split("/", -1))) {
        return true;
      }
    }
    if (hashPrefixes.isEmpty()) {
      return false;
    }
    String hash = ContentHash.of(path.getBytes(StandardCharsets.UTF_8)).toString();
    return hashPrefixes.stream().anyMatch(hash::startsWith);
  }

  /// Part by part: `*` and `?` never match a slash.
  private static boolean matches(String[] patterns, String[] parts) {
    boolean matches = patterns.length == parts.length;
    for (int i = 0; matches && i < parts.length; i++) {
      matches = matchesPart(patterns[i], parts[i]);
    }
    return matches;
  }

  /// Goes back only to the last `*`, so hostile patterns cost length × length at most.
  private static boolean matchesPart(String pattern, String part) {
    int at = 0;
    int star = -1;
    int starAt = 0;
    int i = 0;
    while (i < part.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        starAt = i;
      } else if (at < pattern.length()
          && (pattern.charAt(at) == '?' || pattern.charAt(at) == part.charAt(i))) {
        at++;
        i++;
      } else if (star >= 0) {
        at = star + 1;
        i = ++starAt;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
