package lockstep.agent;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lockstep.agent.mirror.MirrorAddress;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/// The settings file: each key is the long name of an option, without its dashes; `mirrors` is a list.
final class Settings {
  private static final String MIRRORS = "mirrors";

  private static final Set<String> KEYS =
      Set.of("root", "state", "server", "repo", "trust", "ca", "machine", MIRRORS);

  /// Null without a file: the parser takes longer to load than a small converge.
  private final @Nullable TomlParseResult values;

  private final List<MirrorAddress> mirrors = new ArrayList<>();

  private Settings(@Nullable TomlParseResult values) {
    this.values = values;
  }

  /// A file that is not there says nothing.
  ///
  /// @throws ProblemException `E-SETTINGS` with file, line and reason
  static Settings read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new Settings(null);
    }
    TomlParseResult values = Toml.parse(content(file));
    if (values.hasErrors()) {
      TomlParseError error = values.errors().getFirst();
      throw bad(file, error.position(), String.valueOf(error.getMessage()));
    }
    Settings settings = new Settings(values);
    for (String key : values.keySet()) {
      TomlPosition position = values.inputPositionOf(List.of(key));
      if (!KEYS.contains(key)) {
        throw bad(
            file,
            position,
            "unknown setting '%s'; known are %s".formatted(key, new TreeSet<>(KEYS)));
      }
      try {
        settings.check(key, values.get(List.of(key)));
      } catch (IllegalArgumentException e) {
        throw bad(file, position, String.valueOf(e.getMessage()));
      }
    }
    return settings;
  }

  /// @throws IllegalArgumentException with the reason why it cannot be the value of `key`
  private void check(String key, @Nullable Object value) {
    if (key.equals(MIRRORS)) {
      readMirrors(value);
      return;
    }
    if (!(value instanceof String text)) {
      throw new IllegalArgumentException("'" + key + "' must be text in quotes");
    }
    if (text.isBlank() || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("'" + key + "' is empty, or holds a NUL");
    }
    if (key.equals("server") && !isUrl(text)) {
      throw new IllegalArgumentException(
          "'server' must be a URL such as http://images.example:8080");
    }
  }

  private void readMirrors(@Nullable Object value) {
    if (!(value instanceof TomlArray array)) {
      throw new IllegalArgumentException("'mirrors' must be a list: [\"URL\", ...]");
    }
    for (Object item : array.toList()) {
      if (!(item instanceof String text)) {
        throw new IllegalArgumentException("'mirrors' must hold texts in quotes");
      }
      mirrors.add(MirrorAddress.parse(text));
    }
  }

  private static String content(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw bad(file, null, "it is no UTF-8 text");
    } catch (IOException e) {
      throw bad(file, null, "it cannot be read: " + e.getMessage());
    }
  }

  private static boolean isUrl(String text) {
    try {
      URI url = new URI(text);
      return url.getHost() != null && String.valueOf(url.getScheme()).matches("https?");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  List<MirrorAddress> mirrors() {
    return mirrors;
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(values).map(known -> known.getString(key));
  }

  private static ProblemException bad(Path file, @Nullable TomlPosition position, String reason) {
    String line = position == null ? "" : "line " + position.line() + ": ";
    return new ProblemException(
        new Problem("E-SETTINGS", file.toString(), line + reason, "correct the settings file"));
  }
}
