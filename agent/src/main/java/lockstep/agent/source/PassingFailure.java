package lockstep.agent.source;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Something went wrong that may be right on the next try. Never leaves this package.
final class PassingFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final transient @Nullable Duration retryAfter;

  PassingFailure(String reason) {
    this(reason, null);
  }

  /// @param retryAfter what the server asked for; null: nothing
  PassingFailure(String reason, @Nullable Duration retryAfter) {
    super(reason);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  String reason() {
    return reason;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
