package lockstep.agent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import lockstep.images.trigger.Forecast;
import lockstep.images.trigger.Trigger;
import lockstep.images.trigger.Triggers;

/// Triggers, and what would become of them, for people.
final class TriggerLines {
  private TriggerLines() {}

  static List<String> of(Triggers.Declared declared) {
    Trigger trigger = declared.trigger();
    List<String> lines = new ArrayList<>();
    lines.add("%s (%s line %d)".formatted(trigger.name(), declared.file(), declared.line()));
    lines.add("    watches   " + joined(trigger.watch()));
    lines.add("    on        " + events(trigger));
    lines.add("    " + (isTold(trigger) ? "tells     " : "runs      ") + command(trigger));
    lines.add(
        "    order %d, at most %d s%s"
            .formatted(
                trigger.order(),
                trigger.timeout().toSeconds(),
                trigger.importance() == Trigger.Importance.CRITICAL
                    ? ", critical: its failure undoes the commit"
                    : ""));
    if (!trigger.writes().isEmpty()) {
      lines.add("    writes    " + joined(trigger.writes()));
    }
    if (!trigger.check().isEmpty()) {
      lines.add("    check     " + String.join(" ", trigger.check()));
    }
    return lines;
  }

  static List<String> of(Forecast forecast) {
    Trigger trigger = forecast.declared().trigger();
    List<String> lines = new ArrayList<>();
    if (forecast.isFiring()) {
      lines.add(
          "%s  %s: %s"
              .formatted(isTold(trigger) ? "tells:" : "fires:", trigger.name(), command(trigger)));
      forecast.fires().forEach(match -> lines.add("    " + text(match)));
      if (!trigger.check().isEmpty()) {
        lines.add("    checked before the commit by " + String.join(" ", trigger.check()));
      }
      return lines;
    }
    lines.add("not:    %s: %s".formatted(trigger.name(), why(forecast)));
    forecast.ignores().forEach(match -> lines.add("    " + text(match)));
    return lines;
  }

  /// Why it would not fire.
  static String why(Forecast forecast) {
    return forecast.ignores().isEmpty()
        ? "watches none of these paths"
        : "fires only on " + events(forecast.declared().trigger());
  }

  /// Whether its command is only told, never run.
  private static boolean isTold(Trigger trigger) {
    return trigger.action() == Trigger.Action.NEVER;
  }

  private static String command(Trigger trigger) {
    return String.join(" ", trigger.command());
  }

  private static String text(Forecast.Match match) {
    return "/%s  by %s".formatted(match.path(), match.watch());
  }

  private static String events(Trigger trigger) {
    return trigger.events().stream()
        .sorted()
        .map(Object::toString)
        .collect(Collectors.joining(", "));
  }

  private static String joined(Collection<?> patterns) {
    return patterns.stream().map(Object::toString).collect(Collectors.joining("  "));
  }
}
