package lockstep.agent.trigger;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import lockstep.images.trigger.Probe;

/// Runs probes for one root, each until it succeeds or its tries are used up.
public final class ProbeRunner {
  private static final Path NOTHING = Path.of("/dev/null");

  private final RootCommand commands;

  ProbeRunner(RootCommand commands) {
    this.commands = commands;
  }

  /// @return how its last try ended
  /// @throws InterruptedException after the running command and all it started were killed
  public ProbeResult run(Probe probe) throws InterruptedException {
    Duration took = Duration.ZERO;
    for (int tries = 1; ; tries++) {
      RootCommand.Ended ended =
          commands.run(
              probe.command(), NOTHING, Map.of("LOCKSTEP_PROBE", probe.name()), probe.timeout());
      took = took.plus(ended.took());
      if (!ended.outcome().isFailure() || tries > probe.retries()) {
        return new ProbeResult(probe, ended.outcome(), tries, took, ended.output());
      }
      Thread.sleep(probe.interval());
    }
  }
}
