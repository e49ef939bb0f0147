package lockstep.agent;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/// The settings file: each key is the long name of an option, without its dashes.
final class Settings {
  private static final Set<String> KEYS =
      Set.of("root", "state", "server", "repo", "trust", "ca", "machine");

  /// Null without a file: the parser takes longer to load than a small converge.
  private final @Nullable TomlParseResult values;

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
    for (String key : values.keySet()) {
      TomlPosition position = values.inputPositionOf(List.of(key));
      if (!KEYS.contains(key)) {
        throw bad(
            file,
            position,
            "unknown setting '%s'; known are %s".formatted(key, new TreeSet<>(KEYS)));
      }
      if (!(values.get(List.of(key)) instanceof String text)) {
        throw bad(file, position, "'" + key + "' must be text in quotes");
      }
      if (text.isBlank() || text.indexOf('\0') >= 0) {
        throw bad(file, position, "'" + key + "' is empty, or holds a NUL");
      }
      if (key.equals("server") && !isUrl(text)) {
        throw bad(file, position, "'server' must be a URL such as http://images.example:8080");
      }
    }
    return new Settings(values);
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

  Optional<String> text(String key) {
    return Optional.ofNullable(values).map(known -> known.getString(key));
  }

  private static ProblemException bad(
      Path file, @Nullable TomlPosition position, String reason) {
    String line = position == null ? "" : "line " + position.line() + ": ";
    return new ProblemException(
        new Problem("E-SETTINGS", file.toString(), line + reason, "correct the settings file"));
  }
}
