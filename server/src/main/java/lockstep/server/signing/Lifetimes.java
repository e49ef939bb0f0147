package lockstep.server.signing;

import java.time.Duration;

/// How long each signature is good for. What the server renews by itself is short, so that a stolen or frozen mirror is
/// noticed soon; what people sign is long, so that nobody is woken for it.
final class Lifetimes {
  static final Duration ROOT = Duration.ofDays(365);
  static final Duration TARGETS = Duration.ofDays(90);
  static final Duration SNAPSHOT = Duration.ofDays(14);
  static final Duration ROLLOUT = Duration.ofDays(7);
  static final Duration TIMESTAMP = Duration.ofDays(2);

  private Lifetimes() {}
}
