package lockstep.agent.daemon;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How often a machine polls, and by how much each poll may be late, drawn at random.
public record Timetable(Duration interval, Duration splay) {
  /// What a fleet does that was told nothing.
  public static final Duration USUAL_INTERVAL = Duration.ofMinutes(15);

  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofDays(7);
  private static final Pattern SPAN = Pattern.compile("([0-9]{1,7})([smhd])");

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
    return span(text, LEAST, MOST);
  }

  /// @throws IllegalArgumentException with the reason why it is no splay
  public static Duration splay(String text) {
    return span(text, Duration.ZERO, MOST);
  }

  static Duration span(String text, Duration least, Duration most) {
    Matcher matcher = SPAN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no length of time: write a number and s, m, h or d, such as 15m"
              .formatted(text));
    }
    long number = Long.parseLong(matcher.group(1));
    Duration span =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    if (span.compareTo(least) < 0 || span.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "'%s' is not between %d s and %d days".formatted(text, least.toSeconds(), most.toDays()));
    }
    return span;
  }
}
