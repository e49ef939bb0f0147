package lockstep.server.gate;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A name under which the repository may have a file.
///
/// @param parts at least one; none is empty or begins with a dot
record ServedName(List<String> parts) {
  private static final String FORMAT_FILE = "lockstep.json";
  private static final Set<String> FOLDERS =
      Set.of("metadata", "targets", "packs", "images", "deltas");
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}");
  private static final int MAX_DEPTH = 8;

  /// @param path as it came, undecoded, without the query
  static Optional<ServedName> parse(String path) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    List<String> parts = List.of(path.substring(1).split("/", -1));
    boolean plain =
        parts.size() <= MAX_DEPTH && parts.stream().allMatch(p -> PART.matcher(p).matches());
    boolean known =
        parts.size() == 1
            ? parts.getFirst().equals(FORMAT_FILE)
            : FOLDERS.contains(parts.getFirst());
    return plain && known ? Optional.of(new ServedName(parts)) : Optional.empty();
  }

  String contentType() {
    return parts.getLast().endsWith(".json") ? "application/json" : "application/octet-stream";
  }

  /// What a name with a hash or a version in it means never changes; all else is asked for anew each time.
  String cacheControl() {
    boolean immutable =
        switch (parts.getFirst()) {
          case "packs", "targets" -> true;
          case "metadata" -> Character.isDigit(parts.getLast().charAt(0));
          default -> false;
        };
    return immutable ? "public, max-age=31536000, immutable" : "no-cache";
  }
}
