package lockstep.agent.check;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.stage.StagedUpdate;
import lockstep.agent.trigger.Firing;
import lockstep.agent.trigger.TriggerChecks;
import lockstep.agent.trigger.TriggerResult;
import org.jspecify.annotations.Nullable;

/// Runs the checks of triggers against what is staged.
public final class Checks {
  private final ManagedRoot root;
  private final Path memory;
  private final InstantSource clock;
  private final Runnable alive;

  /// @param memory an empty folder of the agent's; it stays empty in the eyes of everybody else
  /// @param alive called now and then while one runs, from another thread
  public Checks(ManagedRoot root, Path memory, InstantSource clock, Runnable alive) {
    this.root = root;
    this.memory = memory;
    this.clock = clock;
    this.alive = alive;
  }

  /// All of them, one after the other.
  ///
  /// @return a result for each, in the same order
  /// @throws IOException when the root as it would be cannot be built
  /// @throws InterruptedException after the running command and all it started were killed
  public List<TriggerResult> run(StagedUpdate staged, List<Firing> fired)
      throws IOException, InterruptedException {
    FutureTask<List<TriggerResult>> task =
        new FutureTask<>(() -> {
          try (MergedRoot merged = MergedRoot.build(staged, root.path(), memory)) {
            return new TriggerChecks(root.path(), merged.path(), clock, alive).run(fired);
          }
        });
    Thread thread = Thread.ofPlatform().name("checks").start(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      thread.interrupt();
      thread.join();
      throw e;
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    }
  }

  private static IOException thrown(@Nullable Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> new IOException("the checks were not made", cause);
    };
  }
}
