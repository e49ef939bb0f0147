package lockstep.agent.daemon;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What lengths of time a setting may have.
public record Span(Duration least, Duration most) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,7})([smhd])");

  /// @param text such as `15m`: seconds, minutes, hours or days
  /// @throws IllegalArgumentException with the reason why it is no length of time, or none of these
  Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no length of time: write a number and s, m, h or d, such as 15m"
              .formatted(text));
    }
    long number = Long.parseLong(matcher.group(1));
    Duration time =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
      throw new IllegalArgumentException("'%s' is not from %s".formatted(text, this));
    }
    return time;
  }

  /// As a setting has it, in the largest unit that makes it whole: `15m`.
  public static String text(Duration time) {
    long seconds = time.toSeconds();
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    if (seconds % 3600 != 0) {
      return time.toMinutes() + "m";
    }
    return seconds % 86_400 == 0 ? time.toDays() + "d" : time.toHours() + "h";
  }

  /// `1s to 7d`
  @Override
  public String toString() {
    return text(least) + " to " + text(most);
  }
}
