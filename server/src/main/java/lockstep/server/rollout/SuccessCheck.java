package lockstep.server.rollout;

import java.time.Duration;

/// Something outside that must say yes before a rollout leaves a stage.
///
/// @param target a command of the shell, or a URL
/// @param timeout how long an answer may take
public record SuccessCheck(Kind kind, String target, Duration timeout) {
  private static final int MAX_TARGET_LETTERS = 2000;
  private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

  /// How it is asked.
  public enum Kind {
    /// It runs as whoever runs the server, so only the repository's own machine may name it.
    COMMAND,
    WEBHOOK
  }

  /// @throws IllegalArgumentException saying what is wrong
  public SuccessCheck {
    if (target.isBlank() || target.length() > MAX_TARGET_LETTERS) {
      throw new IllegalArgumentException(
          "a check has 1 to %d letters".formatted(MAX_TARGET_LETTERS));
    }
    if (kind == Kind.WEBHOOK && !target.matches("https?://[^/].*")) {
      throw new IllegalArgumentException(
          "'%s' is no URL such as https://ci.example.org/go-on".formatted(target));
    }
    if (!timeout.isPositive() || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException("a check may take up to an hour");
    }
  }
}
