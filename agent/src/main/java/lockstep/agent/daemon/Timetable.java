package lockstep.agent.daemon;

import java.time.Duration;

/// How often a machine polls, and by how much each poll may be late, drawn at random.
public record Timetable(Duration interval, Duration splay) {
  /// What a fleet does that was told nothing.
  public static final Duration USUAL_INTERVAL = Duration.ofMinutes(15);

  public static final Span INTERVALS = new Span(Duration.ofSeconds(1), Duration.ofDays(7));

  private static final Span SPLAYS = new Span(Duration.ZERO, INTERVALS.most());

  /// @throws IllegalArgumentException with the reason, when the two do not fit
  public Timetable {
    if (splay.compareTo(interval.dividedBy(2)) > 0) {
      throw new IllegalArgumentException(
          "a splay of %d s is more than half of the interval of %d s"
              .formatted(splay.toSeconds(), interval.toSeconds()));
    }
  }

  /// With the usual splay, a tenth of the interval.
  public static Duration usualSplay(Duration interval) {
    return interval.dividedBy(10);
  }

  /// @param text such as `15m`: seconds, minutes, hours or days
  /// @throws IllegalArgumentException with the reason why it is no interval
  public static Duration interval(String text) {
    return INTERVALS.parse(text);
  }

  /// @throws IllegalArgumentException with the reason why it is no splay
  public static Duration splay(String text) {
    return SPLAYS.parse(text);
  }
}
