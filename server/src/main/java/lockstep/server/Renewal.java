package lockstep.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;
import lockstep.server.signing.SignedRepository;

/// Signs anew, while the server runs, what the online keys signed and what will expire, so that machines can tell a
/// repository that stands still from one that is held back.
///
/// What fails is told and tried again at the next turn; half of every lifetime is left for that.
final class Renewal implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  private final SignedRepository repository;
  private final Console console;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("renewal").daemon().factory());

  private Renewal(SignedRepository repository, Console console) {
    this.repository = repository;
    this.console = console;
  }

  /// Renews once before it returns, so that a server that was off for long begins with fresh metadata.
  static Renewal start(SignedRepository repository, Console console) {
    Renewal renewal = new Renewal(repository, console);
    renewal.renew();
    var _ =
        renewal.schedule.scheduleWithFixedDelay(
            renewal::renew, INTERVAL.toSeconds(), INTERVAL.toSeconds(), TimeUnit.SECONDS);
    return renewal;
  }

  private void renew() {
    try {
      List<String> renewed = repository.renew();
      if (!renewed.isEmpty()) {
        console.note("renewed " + String.join(", ", renewed));
      }
    } catch (IOException | RuntimeException e) {
      Problem cause = Explanation.of(e);
      console.warning(
          new Problem(
              cause.code(),
              cause.path(),
              "the signed metadata could not be renewed: " + cause.message(),
              "correct this before it expires; it is tried again every "
                  + INTERVAL.toMinutes()
                  + " minutes"));
    }
  }

  /// A renewal under way is finished first.
  @Override
  public void close() {
    schedule.close();
  }
}
