package lockstep.agent;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import lockstep.agent.daemon.FullScanSchedule;
import lockstep.agent.daemon.Timetable;
import lockstep.agent.daemon.VerifySchedule;
import lockstep.agent.limit.Limits;
import lockstep.agent.mirror.MirrorAddress;
import lockstep.agent.plan.Allowed;
import lockstep.agent.window.Windows;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// The settings file: each key is the long name of an option, without its dashes; `mirrors` is a list, what begins with
/// `limit-` stands in the table `limits`, and what begins with `allow_` is true, false or a list.
final class Settings {
  private static final String MIRRORS = "mirrors";
  private static final String LIMITS = "limits";
  private static final String WINDOWS = "windows";
  static final String POLL_INTERVAL = "poll_interval";
  static final String SPLAY = "splay";
  static final String VERIFY_INTERVAL = "verify_interval";
  static final String FULL_SCAN_INTERVAL = "full_scan_interval";
  static final String ALLOW_SETUID = "allow_setuid";
  static final String ALLOW_DEVICES = "allow_devices";

  private static final Set<String> KEYS =
      Set.of(
          "root",
          "state",
          "server",
          "repo",
          "trust",
          "ca",
          "machine",
          MIRRORS,
          LIMITS,
          POLL_INTERVAL,
          SPLAY,
          VERIFY_INTERVAL,
          FULL_SCAN_INTERVAL,
          WINDOWS,
          ALLOW_SETUID,
          ALLOW_DEVICES);

  private static final Set<String> LIMIT_KEYS = Set.of("network", "disk", "cpu", "io-class");

  /// Null without a file: the parser takes longer to load than a small converge.
  private final @Nullable TomlParseResult values;

  private final List<MirrorAddress> mirrors = new ArrayList<>();
  private Windows windows = Windows.ALWAYS;
  private final Map<String, Allowed> allowed = new HashMap<>();

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
    settings.check(file, values, KEYS, settings::check);
    TomlTable limits = values.getTable(List.of(LIMITS));
    if (limits != null) {
      settings.check(file, limits, LIMIT_KEYS, settings::checkLimit);
    }
    return settings;
  }

  /// @param check throws [IllegalArgumentException] with the reason why something cannot be the value of a key
  private void check(
      Path file, TomlTable table, Set<String> known, BiConsumer<String, @Nullable Object> check)
      throws IOException {
    for (String key : table.keySet()) {
      TomlPosition position = table.inputPositionOf(List.of(key));
      if (!known.contains(key)) {
        throw bad(
            file,
            position,
            "unknown setting '%s'; known are %s".formatted(key, new TreeSet<>(known)));
      }
      try {
        check.accept(key, table.get(List.of(key)));
      } catch (IllegalArgumentException e) {
        throw bad(file, position, String.valueOf(e.getMessage()));
      }
    }
  }

  private void checkLimit(String key, @Nullable Object value) {
    if (!(value instanceof String || (key.equals("cpu") && value instanceof Number))) {
      throw new IllegalArgumentException("'" + key + "' must be text in quotes");
    }
    String text = value.toString();
    var _ =
        switch (key) {
          case "cpu" -> Limits.cpu(text);
          case "io-class" -> Limits.io(text);
          default -> Limits.rate(text);
        };
  }

  /// @throws IllegalArgumentException with the reason why it cannot be the value of `key`
  private void check(String key, @Nullable Object value) {
    if (key.equals(MIRRORS)) {
      readTexts(MIRRORS, "URL", value).forEach(text -> mirrors.add(MirrorAddress.parse(text)));
      return;
    }
    if (key.equals(WINDOWS)) {
      windows = Windows.parse(readTexts(WINDOWS, "TEXT", value));
      return;
    }
    if (key.equals(LIMITS)) {
      if (!(value instanceof TomlTable)) {
        throw new IllegalArgumentException("'limits' must be a table: [limits]");
      }
      return;
    }
    if (key.equals(ALLOW_SETUID) || key.equals(ALLOW_DEVICES)) {
      allowed.put(key, readAllowed(key, value));
      return;
    }
    if (!(value instanceof String text)) {
      throw new IllegalArgumentException("'" + key + "' must be text in quotes");
    }
    if (text.isBlank() || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("'" + key + "' is empty, or holds a NUL");
    }
    if (key.equals(POLL_INTERVAL)) {
      var _ = Timetable.interval(text);
    }
    if (key.equals(SPLAY)) {
      var _ = Timetable.splay(text);
    }
    if (key.equals(VERIFY_INTERVAL)) {
      var _ = VerifySchedule.parse(text);
    }
    if (key.equals(FULL_SCAN_INTERVAL)) {
      var _ = FullScanSchedule.parse(text);
    }
    if (key.equals("server") && !isUrl(text)) {
      throw new IllegalArgumentException(
          "'server' must be a URL such as https://lockstep.example.org:8443");
    }
  }

  private static List<String> readTexts(String key, String item, @Nullable Object value) {
    if (!(value instanceof TomlArray array)) {
      throw new IllegalArgumentException("'%s' must be a list: [\"%s\", ...]".formatted(key, item));
    }
    return texts(key, array);
  }

  private static Allowed readAllowed(String key, @Nullable Object value) {
    return switch (value) {
      case Boolean yes -> yes ? Allowed.EVERYWHERE : Allowed.NOWHERE;
      case TomlArray array -> Allowed.at(texts(key, array));
      case null, default ->
          throw new IllegalArgumentException(
              "'" + key + "' must be true, false, or a list of patterns: [\"/usr/bin/su\", ...]");
    };
  }

  private static List<String> texts(String key, TomlArray array) {
    List<String> texts = new ArrayList<>();
    for (Object item : array.toList()) {
      if (!(item instanceof String text)) {
        throw new IllegalArgumentException("'" + key + "' must hold texts in quotes");
      }
      texts.add(text);
    }
    return texts;
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

  /// When this machine may change its root by itself.
  Windows windows() {
    return windows;
  }

  List<MirrorAddress> mirrors() {
    return mirrors;
  }

  /// Where the settings allow this; everywhere, unless they say otherwise.
  Allowed allowed(String key) {
    return allowed.getOrDefault(key, Allowed.EVERYWHERE);
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(values).map(known -> known.getString(key));
  }

  /// A value of the table `limits`, as an option would have it.
  Optional<String> limit(String key) {
    return Optional.ofNullable(values)
        .map(known -> known.get(List.of(LIMITS, key)))
        .map(Object::toString);
  }

  private static ProblemException bad(Path file, @Nullable TomlPosition position, String reason) {
    String line = position == null ? "" : "line " + position.line() + ": ";
    return new ProblemException(
        new Problem("E-SETTINGS", file.toString(), line + reason, "correct the settings file"));
  }
}
