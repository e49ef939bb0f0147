package lockstep.server.operator;

import java.time.Duration;

/// Whether a token opens the door.
public sealed interface Authentication {
  /// It is this operator's; what the role allows is for the caller to ask.
  record Granted(Operator operator) implements Authentication {}

  /// It is nobody's.
  record Denied() implements Authentication {}

  /// Nothing was looked at: too many wrong tokens came from there, or for this account, or too many at once.
  record Locked(Duration time) implements Authentication {
    /// For `Retry-After`: whole seconds, at least one.
    public long retryAfterSeconds() {
      return Math.max(1, time.plusMillis(999).toSeconds());
    }
  }
}
