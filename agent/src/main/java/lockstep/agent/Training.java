package lockstep.agent;

import java.io.File;
import java.io.IOException;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.console.Console;

/// Has the JVM learn this version of the agent, once: what it learned makes every later start twice as fast. The installed
/// launcher says whether that was done (`lockstep.untrained`), and does it: a plan, which changes nothing, by a process of its own that waits
/// for everybody else. Without it everything works, so nothing depends on how it ends.
final class Training {
  private static final String UNTRAINED = "lockstep.untrained";
  private static final String LAUNCHER = "lockstep.launcher";

  private Optional<String> launcher;

  private Training(Optional<String> launcher) {
    this.launcher = launcher;
  }

  static Training ofThisProcess() {
    return new Training(
        Boolean.getBoolean(UNTRAINED)
            ? Optional.ofNullable(System.getProperty(LAUNCHER))
            : Optional.empty());
  }

  /// Begins it, unless that was done. Call it when a plan will find the server there and the index warm.
  void beginOnce(Console log) {
    Optional<String> program = launcher;
    launcher = Optional.empty();
    program.ifPresent(path -> begin(path, log));
  }

  private static void begin(String path, Console log) {
    ProcessBuilder plan = new ProcessBuilder(path, "plan");
    plan.environment().put("LOCKSTEP_TRAINING", "yes");
    ProcessBuilder.Redirect nowhere = ProcessBuilder.Redirect.to(new File("/dev/null"));
    plan.redirectOutput(nowhere).redirectError(nowhere).redirectInput(new File("/dev/null"));
    try {
      var _ = plan.start();
    } catch (IOException e) {
      log.warning(
          new Problem(
              "W-TRAINING",
              path,
              "it could not be started to learn for the next start: " + e.getMessage(),
              "nothing is to be done: the agent starts slower, and tries again after its next start"));
    }
  }
}
