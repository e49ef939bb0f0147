package lockstep.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;
import lockstep.images.console.Inert;
import lockstep.server.rollout.Event;
import lockstep.server.rollout.LiveRollout;
import lockstep.server.rollout.RolloutState;

/// Lets the rollout go on by itself while the server runs. What fails is told once, and tried again at the next turn.
final class RolloutTurns implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /// A turn reads the whole fleet: in a large one it has the disk for at most one part of so many.
  private static final int REST = 10;

  private static final int MOST_AT_ONCE = 100;

  private final LiveRollout rollout;
  private final Console console;
  private Optional<Problem> told = Optional.empty();
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("rollout").daemon().factory());

  private RolloutTurns(LiveRollout rollout, Console console) {
    this.rollout = rollout;
    this.console = console;
  }

  static RolloutTurns start(LiveRollout rollout, Console console) {
    RolloutTurns turns = new RolloutTurns(rollout, console);
    turns.again(Duration.ZERO);
    return turns;
  }

  private void again(Duration delay) {
    var _ =
        schedule.schedule(
            () -> {
              Duration took = turn();
              if (!schedule.isShutdown()) {
                Duration rest = took.multipliedBy(REST);
                again(rest.compareTo(INTERVAL) < 0 ? INTERVAL : rest);
              }
            },
            delay.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// @return how long it took
  private Duration turn() {
    long begin = System.nanoTime();
    try {
      Optional<RolloutState> moved = rollout.turn();
      // Stages that nothing holds up come one right after the other.
      for (int more = 0; moved.isPresent(); more++) {
        tell(moved.get());
        moved = more < MOST_AT_ONCE ? rollout.turn() : Optional.empty();
      }
      told = Optional.empty();
    } catch (IOException | RuntimeException e) {
      tell(Explanation.of(e));
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private void tell(RolloutState moved) {
    Event event = moved.history().getLast();
    console.note(
        "rollout of release %d: %s, %s"
            .formatted(moved.subject().release(), event.act(), Inert.text(event.detail())));
  }

  private void tell(Problem cause) {
    Problem problem =
        new Problem(
            cause.code(),
            cause.path(),
            "the rollout does not go on by itself: " + cause.message(),
            cause.next());
    if (!told.equals(Optional.of(problem))) {
      console.warning(problem);
      told = Optional.of(problem);
    }
  }

  /// A turn under way is finished first.
  @Override
  public void close() {
    schedule.shutdownNow();
    schedule.close();
  }
}
