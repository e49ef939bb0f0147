package lockstep.agent.trigger;

import java.time.Duration;
import lockstep.images.trigger.Trigger;

/// @param output the last 64 KiB of what the command wrote, to either stream, read as UTF-8
public record TriggerResult(Trigger trigger, TriggerOutcome outcome, Duration took, String output) {
  /// Whether the commit must be undone for it.
  public boolean isCriticalFailure() {
    return outcome.isFailure() && trigger.importance() == Trigger.Importance.CRITICAL;
  }
}
