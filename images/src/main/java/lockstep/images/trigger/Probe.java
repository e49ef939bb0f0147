package lockstep.images.trigger;

import java.time.Duration;
import java.util.List;
import lockstep.images.trigger.Trigger.Importance;

/// A command that tells whether the machine is well after a commit: exit code 0, or else it is not.
///
/// @param name unique among the probes of a machine
/// @param command a program and its arguments, as the managed root sees them
/// @param timeout of one try
/// @param retries how often it is tried again after a failure
/// @param interval between one try's end and the next
/// @param order lower runs first
public record Probe(
    String name,
    List<String> command,
    Duration timeout,
    int retries,
    Duration interval,
    int order,
    Importance importance) {
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

  public Probe {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("probe " + name + " does nothing");
    }
  }
}
