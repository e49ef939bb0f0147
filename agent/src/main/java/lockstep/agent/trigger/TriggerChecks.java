package lockstep.agent.trigger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.trigger.Trigger;

/// Runs the checks of triggers inside a root that shows what a commit would make: each with the paths that would change on
/// its standard input.
public final class TriggerChecks {
  private final RootCommand commands;

  /// @param root the managed root, which commands are told
  /// @param shown where they run
  /// @param alive called now and then while one runs
  /// @throws IOException when the managed root does not exist
  public TriggerChecks(Path root, Path shown, InstantSource clock, Runnable alive)
      throws IOException {
    commands = RootCommand.confined(root, shown, clock, alive);
  }

  /// All of them, whatever one says.
  ///
  /// @return a result for each, in the same order
  /// @throws InterruptedException after the running command and all it started were killed
  public List<TriggerResult> run(List<Firing> fired) throws InterruptedException {
    List<TriggerResult> results = new ArrayList<>();
    for (Firing firing : fired) {
      Trigger trigger = firing.trigger();
      RootCommand.Ended ended =
          commands.run(trigger.check(), firing.changes(), firing.told(), trigger.timeout());
      results.add(new TriggerResult(trigger, ended.outcome(), ended.took(), ended.output()));
    }
    return results;
  }
}
