package lockstep.images.trigger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lockstep.excludes.Bytes;
import lockstep.images.trigger.Trigger.Importance;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/// Reads what trigger and probe files have in common: tables of one kind, and the values in them. Refuses whatever it does
/// not know, by file and line.
final class TableReader {
  static final int MAX_FILE_BYTES = 1 << 20;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern TIMEOUT = Pattern.compile("([1-9][0-9]{0,4})(s|m|h)");

  private final String file;
  private final Kind kind;

  /// What a file declares.
  enum Kind {
    TRIGGER,
    PROBE;

    /// The name of its tables.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param line where it starts, counted from 1
  record Table(TomlTable values, int line) {}

  TableReader(String file, Kind kind) {
    this.file = file;
    this.kind = kind;
  }

  List<Table> tables(Bytes content, Set<String> keys) throws TriggerSyntaxException {
    if (content.length() > MAX_FILE_BYTES) {
      throw bad(1, "the file is longer than " + MAX_FILE_BYTES + " bytes");
    }
    TomlParseResult toml = Toml.parse(content.utf8());
    if (toml.hasErrors()) {
      TomlParseError first = toml.errors().getFirst();
      throw bad(first.position().line(), String.valueOf(first.getMessage()));
    }
    String word = kind.word();
    for (String key : toml.keySet()) {
      if (!key.equals(word)) {
        throw bad(
            lineOf(toml, key), "unknown key '%s'; a file holds [[%s]] tables".formatted(key, word));
      }
    }
    if (toml.isEmpty()) {
      return List.of();
    }
    if (!(toml.get(word) instanceof TomlArray array)) {
      throw bad(lineOf(toml, word), "write [[%s]], with two brackets".formatted(word));
    }
    List<Table> tables = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      int line = array.inputPositionOf(i).line();
      if (!(array.get(i) instanceof TomlTable values)) {
        throw bad(line, "write [[%s]], with two brackets".formatted(word));
      }
      refuseOthers(values, keys);
      tables.add(new Table(values, line));
    }
    return tables;
  }

  private void refuseOthers(TomlTable table, Set<String> keys) throws TriggerSyntaxException {
    for (String key : table.keySet()) {
      if (!keys.contains(key)) {
        throw bad(lineOf(table, key), "unknown key '" + key + "'");
      }
    }
  }

  void need(TomlTable table, String key, int line) throws TriggerSyntaxException {
    if (!table.contains(List.of(key))) {
      throw bad(line, "a %s needs '%s'".formatted(kind.word(), key));
    }
  }

  String name(TomlTable table) throws TriggerSyntaxException {
    String name = text(table, "name");
    if (!NAME.matcher(name).matches()) {
      throw bad(
          lineOf(table, "name"),
          "a name has 1 to 64 letters, digits, '.', '_' and '-', and starts with a letter or digit");
    }
    return name;
  }

  /// An argument vector, or, with `shell = true`, one text for `/bin/sh -c`.
  List<String> command(TomlTable table) throws TriggerSyntaxException {
    if (!flag(table, "shell")) {
      return arguments(table, "command");
    }
    String script = text(table, "command");
    if (script.isBlank() || script.indexOf('\0') >= 0) {
      throw bad(lineOf(table, "command"), "an empty shell command, or one that holds a NUL");
    }
    return List.of("/bin/sh", "-c", script);
  }

  List<String> arguments(TomlTable table, String key) throws TriggerSyntaxException {
    if (table.get(List.of(key)) instanceof String) {
      throw bad(
          lineOf(table, key),
          key
              + " is a list of a program and its arguments"
              + (key.equals("command") ? "; a shell must be asked for with shell = true" : ""));
    }
    List<String> arguments = texts(table, key);
    if (!arguments.getFirst().startsWith("/")) {
      throw bad(
          lineOf(table, key),
          key + " needs the full path of its program, not '" + arguments.getFirst() + "'");
    }
    return arguments;
  }

  /// A duration of at most a day.
  Duration duration(TomlTable table, String key, Duration unsaid) throws TriggerSyntaxException {
    if (!table.contains(List.of(key))) {
      return unsaid;
    }
    String article = key.startsWith("i") ? "an " : "a ";
    Matcher matcher = TIMEOUT.matcher(text(table, key));
    if (!matcher.matches()) {
      throw bad(
          lineOf(table, key),
          article + key + " is a number with s, m or h, such as \"30s\" or \"5m\"");
    }
    Duration duration =
        Duration.parse("PT" + matcher.group(1) + matcher.group(2).toUpperCase(Locale.ROOT));
    if (duration.compareTo(Duration.ofHours(24)) > 0) {
      throw bad(lineOf(table, key), article + key + " is at most 24h");
    }
    return duration;
  }

  /// A number from 0 to `most`.
  int number(TomlTable table, String key, int most, int unsaid) throws TriggerSyntaxException {
    if (!table.contains(List.of(key))) {
      return unsaid;
    }
    if (table.get(List.of(key)) instanceof Long number && number >= 0 && number <= most) {
      return number.intValue();
    }
    throw bad(lineOf(table, key), "%s is a number from 0 to %d".formatted(key, most));
  }

  Importance importance(TomlTable table) throws TriggerSyntaxException {
    return flag(table, "critical") ? Importance.CRITICAL : Importance.ORDINARY;
  }

  private boolean flag(TomlTable table, String key) throws TriggerSyntaxException {
    return switch (table.get(List.of(key))) {
      case null -> false;
      case Boolean flag -> flag;
      default -> throw bad(lineOf(table, key), key + " is true or false");
    };
  }

  String text(TomlTable table, String key) throws TriggerSyntaxException {
    if (table.get(List.of(key)) instanceof String text) {
      return text;
    }
    throw bad(lineOf(table, key), key + " is a text in quotes");
  }

  List<String> texts(TomlTable table, String key) throws TriggerSyntaxException {
    if (!(table.get(List.of(key)) instanceof TomlArray array) || array.isEmpty()) {
      throw bad(lineOf(table, key), key + " is a list of at least one text");
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.get(i) instanceof String text) || text.isEmpty() || text.indexOf('\0') >= 0) {
        throw bad(
            array.inputPositionOf(i).line(),
            key + " holds something that is no text, an empty text or one with a NUL");
      }
      texts.add(text);
    }
    return texts;
  }

  int lineOf(TomlTable table, String key) {
    var position = table.inputPositionOf(List.of(key));
    return position == null ? 1 : position.line();
  }

  TriggerSyntaxException bad(int line, String reason) {
    return new TriggerSyntaxException("E-" + kind, file, line, reason);
  }
}
