package lockstep.agent.trigger;

import java.time.Duration;
import lockstep.images.trigger.Probe;
import lockstep.images.trigger.Trigger;

/// @param outcome of the last try
/// @param tries how many there were
/// @param took all tries together, without the pauses between them
/// @param output the last 64 KiB of what the last try wrote, to either stream, read as UTF-8
public record ProbeResult(
    Probe probe, TriggerOutcome outcome, int tries, Duration took, String output) {
  /// Whether the commit must be undone for it.
  public boolean isCriticalFailure() {
    return outcome.isFailure() && probe.importance() == Trigger.Importance.CRITICAL;
  }
}
