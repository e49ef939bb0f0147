package lockstep.server;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;
import lockstep.server.fleet.Fleet;

/// Forgets every hour what is too old to be kept of machines, while the server runs.
final class HistoryTurns implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofHours(1);

  private final Fleet fleet;
  private final Duration kept;
  private final InstantSource clock;
  private final Console console;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("history").daemon().factory());

  private HistoryTurns(Fleet fleet, Duration kept, InstantSource clock, Console console) {
    this.fleet = fleet;
    this.kept = kept;
    this.clock = clock;
    this.console = console;
  }

  static HistoryTurns start(Fleet fleet, Duration kept, InstantSource clock, Console console) {
    HistoryTurns turns = new HistoryTurns(fleet, kept, clock, console);
    var _ =
        turns.schedule.scheduleWithFixedDelay(
            turns::turn, 0, INTERVAL.toSeconds(), TimeUnit.SECONDS);
    return turns;
  }

  private void turn() {
    try {
      fleet.forgetHistory(clock.instant().minus(kept));
    } catch (IOException | RuntimeException e) {
      Problem cause = Explanation.of(e);
      console.warning(
          new Problem(
              cause.code(),
              cause.path(),
              "old reports of machines could not be forgotten: " + cause.message(),
              "it is tried again every hour"));
    }
  }

  /// A turn under way ends early.
  @Override
  public void close() {
    schedule.shutdownNow();
    schedule.close();
  }
}
