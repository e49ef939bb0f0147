package lockstep.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;
import lockstep.server.gate.Gate;
import lockstep.server.identity.CredentialSource;
import lockstep.server.identity.Credentials;

/// Looks now and then whether there is a newer certificate for the server, so that it need not be started anew for one.
final class CredentialRenewal implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofHours(1);

  private final CredentialSource source;
  private final Gate gate;
  private final Console console;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("credentials").daemon().factory());
  private Credentials used;

  private CredentialRenewal(CredentialSource source, Credentials used, Gate gate, Console console) {
    this.source = source;
    this.used = used;
    this.gate = gate;
    this.console = console;
  }

  static CredentialRenewal start(
      CredentialSource source, Credentials used, Gate gate, Console console) {
    CredentialRenewal renewal = new CredentialRenewal(source, used, gate, console);
    var _ =
        renewal.schedule.scheduleWithFixedDelay(
            renewal::look, INTERVAL.toSeconds(), INTERVAL.toSeconds(), TimeUnit.SECONDS);
    return renewal;
  }

  /// What cannot be read leaves the credentials there are in use.
  void look() {
    try {
      if (source.hasNewerThan(used)) {
        used = source.read();
        gate.change(used);
        console.note("this server has a new certificate");
      }
    } catch (IOException | RuntimeException e) {
      Problem cause = Explanation.of(e);
      console.warning(
          new Problem(
              cause.code(),
              cause.path(),
              "the server's new certificate cannot be used: " + cause.message(),
              "correct this before the one in use expires; it is tried again every hour"));
    }
  }

  @Override
  public void close() {
    schedule.close();
  }
}
