package lockstep.images.trigger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lockstep.excludes.Bytes;
import lockstep.excludes.MalformedPatternException;
import lockstep.excludes.PathPattern;
import lockstep.images.trigger.Trigger.Action;
import lockstep.images.trigger.Trigger.Importance;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/// Reads a trigger file; refuses what it does not know. The format is in docs/formats/triggers.md.
final class TriggerParser {
  static final int MAX_FILE_BYTES = 1 << 20;

  private static final Set<String> KEYS =
      Set.of(
          "name",
          "watch",
          "events",
          "class",
          "unit",
          "command",
          "shell",
          "timeout",
          "order",
          "critical",
          "writes",
          "check");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String SYSTEMCTL = "/usr/bin/systemctl";
  private static final Pattern UNIT =
      Pattern.compile(
          "[A-Za-z0-9:_][A-Za-z0-9:_.\\\\@-]{0,200}\\.(service|socket|target|timer|path|mount)");
  private static final Pattern TIMEOUT = Pattern.compile("([1-9][0-9]{0,4})(s|m|h)");

  /// @param line where its table starts, counted from 1
  record Parsed(Trigger trigger, int line) {}

  private final String file;

  TriggerParser(String file) {
    this.file = file;
  }

  List<Parsed> parse(Bytes content) throws TriggerSyntaxException {
    if (content.length() > MAX_FILE_BYTES) {
      throw bad(1, "the file is longer than " + MAX_FILE_BYTES + " bytes");
    }
    TomlParseResult toml = Toml.parse(content.utf8());
    if (toml.hasErrors()) {
      TomlParseError first = toml.errors().getFirst();
      throw bad(first.position().line(), String.valueOf(first.getMessage()));
    }
    for (String key : toml.keySet()) {
      if (!key.equals("trigger")) {
        throw bad(lineOf(toml, key), "unknown key '" + key + "'; a file holds [[trigger]] tables");
      }
    }
    if (!(toml.get("trigger") instanceof TomlArray tables)) {
      if (toml.isEmpty()) {
        return List.of();
      }
      throw bad(lineOf(toml, "trigger"), "write [[trigger]], with two brackets");
    }
    List<Parsed> triggers = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      int line = tables.inputPositionOf(i).line();
      if (!(tables.get(i) instanceof TomlTable table)) {
        throw bad(line, "write [[trigger]], with two brackets");
      }
      triggers.add(new Parsed(trigger(table, line), line));
    }
    return triggers;
  }

  private Trigger trigger(TomlTable table, int line) throws TriggerSyntaxException {
    for (String key : table.keySet()) {
      if (!KEYS.contains(key)) {
        throw bad(lineOf(table, key), "unknown key '" + key + "'");
      }
    }
    for (String key : List.of("name", "watch")) {
      need(table, key, line);
    }
    Action action = action(table);
    return new Trigger(
        name(table),
        patterns(table, "watch"),
        events(table),
        action,
        command(table, action, line),
        timeout(table),
        order(table),
        flag(table, "critical") ? Importance.CRITICAL : Importance.ORDINARY,
        table.contains("writes") ? patterns(table, "writes") : List.of(),
        table.contains("check") ? arguments(table, "check") : List.of());
  }

  private void need(TomlTable table, String key, int line) throws TriggerSyntaxException {
    if (!table.contains(List.of(key))) {
      throw bad(line, "a trigger needs '" + key + "'");
    }
  }

  private String name(TomlTable table) throws TriggerSyntaxException {
    String name = text(table, "name");
    if (!NAME.matcher(name).matches()) {
      throw bad(
          lineOf(table, "name"),
          "a name has 1 to 64 letters, digits, '.', '_' and '-', and starts with a letter or digit");
    }
    return name;
  }

  private List<PathPattern> patterns(TomlTable table, String key) throws TriggerSyntaxException {
    List<PathPattern> patterns = new ArrayList<>();
    for (String pattern : texts(table, key)) {
      try {
        patterns.add(PathPattern.parse(Bytes.of(pattern)));
      } catch (MalformedPatternException e) {
        throw bad(lineOf(table, key), key + " '" + pattern + "': " + e.reason());
      }
    }
    return patterns;
  }

  private Set<ChangeEvent> events(TomlTable table) throws TriggerSyntaxException {
    EnumSet<ChangeEvent> events = EnumSet.noneOf(ChangeEvent.class);
    if (!table.contains("events")) {
      return EnumSet.allOf(ChangeEvent.class);
    }
    for (String word : texts(table, "events")) {
      ChangeEvent event = event(word);
      if (event == null) {
        throw bad(
            lineOf(table, "events"),
            "unknown event '" + word + "'; there are created, changed and deleted");
      }
      events.add(event);
    }
    return events;
  }

  private static @Nullable ChangeEvent event(String word) {
    for (ChangeEvent event : ChangeEvent.values()) {
      if (event.toString().equals(word)) {
        return event;
      }
    }
    return null;
  }

  private Action action(TomlTable table) throws TriggerSyntaxException {
    if (!table.contains("class")) {
      return Action.RUN;
    }
    String word = text(table, "class");
    for (Action action : Action.values()) {
      if (action.toString().equals(word)) {
        return action;
      }
    }
    throw bad(
        lineOf(table, "class"),
        "unknown class '%s'; there are run, daemon-reload, reload, restart and never"
            .formatted(word));
  }

  private List<String> command(TomlTable table, Action action, int line)
      throws TriggerSyntaxException {
    boolean ofUnit =
        switch (action) {
          case RUN, DAEMON_RELOAD -> false;
          case RELOAD, RESTART -> true;
          case NEVER -> table.contains("unit");
        };
    if (ofUnit) {
      need(table, "unit", line);
    } else {
      refuse(table, "unit", action);
    }
    if (ofUnit || action == Action.DAEMON_RELOAD) {
      refuse(table, "command", action);
      refuse(table, "shell", action);
    } else {
      need(table, "command", line);
      return command(table);
    }
    return switch (action) {
      case DAEMON_RELOAD -> List.of(SYSTEMCTL, "daemon-reload");
      case RELOAD -> List.of(SYSTEMCTL, "try-reload-or-restart", unit(table));
      case RESTART -> List.of(SYSTEMCTL, "try-restart", unit(table));
      case NEVER, RUN -> List.of(SYSTEMCTL, "restart", unit(table));
    };
  }

  private void refuse(TomlTable table, String key, Action action) throws TriggerSyntaxException {
    if (table.contains(List.of(key))) {
      throw bad(
          lineOf(table, key),
          action == Action.NEVER
              ? "class never tells of a unit or of a command, not of both"
              : "class %s takes no '%s'".formatted(action, key));
    }
  }

  private String unit(TomlTable table) throws TriggerSyntaxException {
    String unit = text(table, "unit");
    if (!UNIT.matcher(unit).matches()) {
      throw bad(
          lineOf(table, "unit"), "a unit is one full name with its type, such as \"ssh.service\"");
    }
    return unit;
  }

  /// An argument vector, or, with `shell = true`, one text for `/bin/sh -c`.
  private List<String> command(TomlTable table) throws TriggerSyntaxException {
    if (!flag(table, "shell")) {
      return arguments(table, "command");
    }
    String script = text(table, "command");
    if (script.isBlank() || script.indexOf('\0') >= 0) {
      throw bad(lineOf(table, "command"), "an empty shell command, or one that holds a NUL");
    }
    return List.of("/bin/sh", "-c", script);
  }

  private List<String> arguments(TomlTable table, String key) throws TriggerSyntaxException {
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

  private Duration timeout(TomlTable table) throws TriggerSyntaxException {
    if (!table.contains("timeout")) {
      return Trigger.DEFAULT_TIMEOUT;
    }
    Matcher timeout = TIMEOUT.matcher(text(table, "timeout"));
    if (!timeout.matches()) {
      throw bad(
          lineOf(table, "timeout"),
          "a timeout is a number with s, m or h, such as \"30s\" or \"5m\"");
    }
    Duration duration =
        Duration.parse("PT" + timeout.group(1) + timeout.group(2).toUpperCase(Locale.ROOT));
    if (duration.compareTo(Duration.ofHours(24)) > 0) {
      throw bad(lineOf(table, "timeout"), "a timeout is at most 24h");
    }
    return duration;
  }

  private int order(TomlTable table) throws TriggerSyntaxException {
    if (!table.contains("order")) {
      return Trigger.DEFAULT_ORDER;
    }
    if (table.get("order") instanceof Long order && order >= 0 && order <= 999) {
      return order.intValue();
    }
    throw bad(lineOf(table, "order"), "order is a number from 0 to 999");
  }

  private boolean flag(TomlTable table, String key) throws TriggerSyntaxException {
    return switch (table.get(List.of(key))) {
      case null -> false;
      case Boolean flag -> flag;
      default -> throw bad(lineOf(table, key), key + " is true or false");
    };
  }

  private String text(TomlTable table, String key) throws TriggerSyntaxException {
    if (table.get(List.of(key)) instanceof String text) {
      return text;
    }
    throw bad(lineOf(table, key), key + " is a text in quotes");
  }

  private List<String> texts(TomlTable table, String key) throws TriggerSyntaxException {
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

  private static int lineOf(TomlTable table, String key) {
    var position = table.inputPositionOf(List.of(key));
    return position == null ? 1 : position.line();
  }

  private TriggerSyntaxException bad(int line, String reason) {
    return new TriggerSyntaxException(file, line, reason);
  }
}
