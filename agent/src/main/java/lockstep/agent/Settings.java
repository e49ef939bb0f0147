package lockstep.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlInvalidTypeException;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/// The settings file: each key is the long name of an option, without its dashes.
final class Settings {
  private static final Set<String> KEYS =
      Set.of("root", "state", "server", "repo", "trust", "ca", "machine");

  private final Path file;

  /// Null without a file: the parser takes longer to load than a small converge.
  private final @Nullable TomlParseResult values;

  private Settings(Path file, @Nullable TomlParseResult values) {
    this.file = file;
    this.values = values;
  }

  /// @throws ProblemException `E-SETTINGS` with file, line and reason
  static Settings read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new Settings(file, null);
    }
    TomlParseResult values = Toml.parse(Files.readString(file));
    if (values.hasErrors()) {
      TomlParseError error = values.errors().getFirst();
      throw bad(file, error.position(), String.valueOf(error.getMessage()));
    }
    for (String key : values.dottedKeySet()) {
      if (!KEYS.contains(key)) {
        throw bad(
            file,
            values.inputPositionOf(key),
            "unknown setting '%s'; known are %s".formatted(key, new TreeSet<>(KEYS)));
      }
    }
    return new Settings(file, values);
  }

  /// @throws ProblemException `E-SETTINGS` when it is no text
  Optional<String> text(String key) throws ProblemException {
    if (values == null) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(values.getString(key));
    } catch (TomlInvalidTypeException e) {
      throw bad(file, values.inputPositionOf(key), "'" + key + "' must be text in quotes");
    }
  }

  private static ProblemException bad(Path file, @Nullable TomlPosition position, String reason) {
    String line = position == null ? "" : "line " + position.line() + ": ";
    return new ProblemException(
        new Problem("E-SETTINGS", file.toString(), line + reason, "correct the settings file"));
  }
}
