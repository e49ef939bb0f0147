package lockstep.agent.trigger;

import java.nio.file.Path;
import java.util.Map;
import lockstep.images.trigger.Trigger;

/// A trigger that has something to do.
///
/// @param changes a file of the changed paths it watches, each absolute as the managed root sees it and ended by a NUL
/// @param count how many paths that are
public record Firing(Trigger trigger, Path changes, long count) {
  /// The variables by which its command is told.
  Map<String, String> told() {
    return Map.of("LOCKSTEP_TRIGGER", trigger.name(), "LOCKSTEP_CHANGES", Long.toString(count));
  }
}
