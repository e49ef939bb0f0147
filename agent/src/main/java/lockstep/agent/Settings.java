package lockstep.agent;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

/// The settings file, `/etc/lockstep/agent.toml`: what may stand in it is said by [Setting].
final class Settings {
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
    Map<String, Setting> known = new TreeMap<>();
    for (Setting setting : Setting.values()) {
      known.put(setting.key(), setting);
    }
    check(file, "", values, known);
    return new Settings(values);
  }

  /// @param prefix of the keys in `table`
  private static void check(Path file, String prefix, TomlTable table, Map<String, Setting> known)
      throws IOException {
    for (String name : table.keySet()) {
      TomlPosition position = table.inputPositionOf(List.of(name));
      Object value = table.get(List.of(name));
      if (prefix.isEmpty() && name.equals(Setting.LIMITS)) {
        if (!(value instanceof TomlTable limits)) {
          throw bad(file, position, "'limits' must be a table: [limits]");
        }
        check(file, Setting.LIMITS + ".", limits, known);
        continue;
      }
      Setting setting = known.get(prefix + name);
      if (setting == null || name.indexOf('.') >= 0) {
        throw bad(
            file,
            position,
            known.containsKey(Setting.LIMITS + "." + name)
                ? "'%s' belongs into the table [%s]".formatted(name, Setting.LIMITS)
                : "unknown setting '%s'; known are %s".formatted(prefix + name, known.keySet()));
      }
      try {
        check(setting, value);
      } catch (IllegalArgumentException e) {
        throw bad(file, position, String.valueOf(e.getMessage()));
      }
    }
  }

  /// @throws IllegalArgumentException with the reason why it cannot be the value of `setting`
  private static void check(Setting setting, @Nullable Object value) {
    Object _ =
        switch (setting) {
          case ROOT, STATE, REPO, TRUST, CA, MACHINE -> quoted(setting, value);
          case SERVER -> url(quoted(setting, value));
          case MIRRORS -> mirrors(value);
          case POLL_INTERVAL -> Timetable.interval(quoted(setting, value));
          case SPLAY -> Timetable.splay(quoted(setting, value));
          case VERIFY_INTERVAL -> VerifySchedule.parse(quoted(setting, value));
          case FULL_SCAN_INTERVAL -> FullScanSchedule.parse(quoted(setting, value));
          case WINDOWS -> windows(value);
          case ALLOW_SETUID, ALLOW_DEVICES -> allowed(setting, value);
          case LIMIT_NETWORK, LIMIT_DISK -> Limits.rate(quoted(setting, value));
          case LIMIT_CPU ->
              Limits.cpu(value instanceof Number ? value.toString() : quoted(setting, value));
          case LIMIT_IO_CLASS -> Limits.io(quoted(setting, value));
          case SPARE -> Limits.spare(quoted(setting, value));
        };
  }

  private static String quoted(Setting setting, @Nullable Object value) {
    if (!(value instanceof String text)) {
      throw new IllegalArgumentException("'" + setting.key() + "' must be text in quotes");
    }
    if (text.isBlank() || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("'" + setting.key() + "' is empty, or holds a NUL");
    }
    return text;
  }

  private static List<MirrorAddress> mirrors(@Nullable Object value) {
    return list(Setting.MIRRORS, "URL", value).stream().map(MirrorAddress::parse).toList();
  }

  private static Windows windows(@Nullable Object value) {
    return Windows.parse(list(Setting.WINDOWS, "TEXT", value));
  }

  private static List<String> list(Setting setting, String item, @Nullable Object value) {
    if (!(value instanceof TomlArray array)) {
      throw new IllegalArgumentException(
          "'%s' must be a list: [\"%s\", ...]".formatted(setting.key(), item));
    }
    return texts(setting, array);
  }

  private static Allowed allowed(Setting setting, @Nullable Object value) {
    return switch (value) {
      case Boolean yes -> yes ? Allowed.EVERYWHERE : Allowed.NOWHERE;
      case TomlArray array -> Allowed.at(texts(setting, array));
      case null, default ->
          throw new IllegalArgumentException(
              "'"
                  + setting.key()
                  + "' must be true, false, or a list of patterns: [\"/usr/bin/su\", ...]");
    };
  }

  private static List<String> texts(Setting setting, TomlArray array) {
    List<String> texts = new ArrayList<>();
    for (Object item : array.toList()) {
      if (!(item instanceof String text)) {
        throw new IllegalArgumentException("'" + setting.key() + "' must hold texts in quotes");
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

  private static URI url(String text) {
    try {
      URI url = new URI(text);
      if (url.getHost() != null && String.valueOf(url.getScheme()).matches("https?")) {
        return url;
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "'server' must be a URL such as https://lockstep.example.org:8443");
  }

  /// When this machine may change its root by itself.
  Windows windows() {
    return value(Setting.WINDOWS).map(Settings::windows).orElse(Windows.ALWAYS);
  }

  List<MirrorAddress> mirrors() {
    return value(Setting.MIRRORS).map(Settings::mirrors).orElse(List.of());
  }

  /// Where the settings allow this; everywhere, unless they say otherwise.
  Allowed allowed(Setting setting) {
    return value(setting).map(value -> allowed(setting, value)).orElse(Allowed.EVERYWHERE);
  }

  /// A value as an option would have it.
  Optional<String> text(Setting setting) {
    return value(setting).map(Object::toString);
  }

  private Optional<Object> value(Setting setting) {
    return Optional.ofNullable(values).map(known -> known.get(setting.key()));
  }

  private static ProblemException bad(Path file, @Nullable TomlPosition position, String reason) {
    String line = position == null ? "" : "line " + position.line() + ": ";
    return new ProblemException(
        new Problem("E-SETTINGS", file.toString(), line + reason, "correct the settings file"));
  }
}
