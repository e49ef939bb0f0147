package lockstep.images.trigger;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import lockstep.excludes.Bytes;
import lockstep.excludes.MalformedPatternException;
import lockstep.excludes.PathPattern;
import lockstep.images.trigger.Trigger.Action;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlTable;

/// Reads a trigger file; refuses what it does not know. The format is in docs/formats/triggers.md.
final class TriggerParser {
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
  private static final Pattern UNIT =
      Pattern.compile(
          "[A-Za-z0-9:_][A-Za-z0-9:_.\\\\@-]{0,200}\\.(service|socket|target|timer|path|mount)");

  /// @param line where its table starts, counted from 1
  record Parsed(Trigger trigger, int line) {}

  private final TableReader reader;

  TriggerParser(String file) {
    reader = new TableReader(file, TableReader.Kind.TRIGGER);
  }

  List<Parsed> parse(Bytes content) throws TriggerSyntaxException {
    List<Parsed> triggers = new ArrayList<>();
    for (TableReader.Table table : reader.tables(content, KEYS)) {
      triggers.add(new Parsed(trigger(table.values(), table.line()), table.line()));
    }
    return triggers;
  }

  private Trigger trigger(TomlTable table, int line) throws TriggerSyntaxException {
    for (String key : List.of("name", "watch")) {
      reader.need(table, key, line);
    }
    Action action = action(table);
    return new Trigger(
        reader.name(table),
        patterns(table, "watch"),
        events(table),
        action,
        command(table, action, line),
        reader.duration(table, "timeout", Trigger.DEFAULT_TIMEOUT),
        reader.number(table, "order", Trigger.MAX_ORDER, Trigger.DEFAULT_ORDER),
        reader.importance(table),
        table.contains("writes") ? patterns(table, "writes") : List.of(),
        table.contains("check") ? reader.arguments(table, "check") : List.of());
  }

  private List<PathPattern> patterns(TomlTable table, String key) throws TriggerSyntaxException {
    List<PathPattern> patterns = new ArrayList<>();
    for (String pattern : reader.texts(table, key)) {
      try {
        patterns.add(PathPattern.parse(Bytes.of(pattern)));
      } catch (MalformedPatternException e) {
        throw reader.bad(reader.lineOf(table, key), key + " '" + pattern + "': " + e.reason());
      }
    }
    return patterns;
  }

  private Set<ChangeEvent> events(TomlTable table) throws TriggerSyntaxException {
    EnumSet<ChangeEvent> events = EnumSet.noneOf(ChangeEvent.class);
    if (!table.contains("events")) {
      return EnumSet.allOf(ChangeEvent.class);
    }
    for (String word : reader.texts(table, "events")) {
      ChangeEvent event = event(word);
      if (event == null) {
        throw reader.bad(
            reader.lineOf(table, "events"),
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
    String word = reader.text(table, "class");
    for (Action action : Action.values()) {
      if (action.toString().equals(word)) {
        return action;
      }
    }
    throw reader.bad(
        reader.lineOf(table, "class"),
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
      reader.need(table, "unit", line);
    } else {
      refuse(table, "unit", action);
    }
    if (ofUnit || action == Action.DAEMON_RELOAD) {
      refuse(table, "command", action);
      refuse(table, "shell", action);
    } else {
      reader.need(table, "command", line);
      return reader.command(table);
    }
    return switch (action) {
      case DAEMON_RELOAD -> List.of(Trigger.SYSTEMCTL, "daemon-reload");
      case RELOAD -> List.of(Trigger.SYSTEMCTL, "try-reload-or-restart", unit(table));
      case RESTART -> List.of(Trigger.SYSTEMCTL, "try-restart", unit(table));
      case NEVER, RUN -> List.of(Trigger.SYSTEMCTL, "restart", unit(table));
    };
  }

  private void refuse(TomlTable table, String key, Action action) throws TriggerSyntaxException {
    if (table.contains(List.of(key))) {
      throw reader.bad(
          reader.lineOf(table, key),
          action == Action.NEVER
              ? "class never tells of a unit or of a command, not of both"
              : "class %s takes no '%s'".formatted(action, key));
    }
  }

  private String unit(TomlTable table) throws TriggerSyntaxException {
    String unit = reader.text(table, "unit");
    if (!UNIT.matcher(unit).matches()) {
      throw reader.bad(
          reader.lineOf(table, "unit"),
          "a unit is one full name with its type, such as \"ssh.service\"");
    }
    return unit;
  }
}
