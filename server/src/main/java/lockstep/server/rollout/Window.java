package lockstep.server.rollout;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Hours of the day, on some days of the week, by the clocks of some place: `Mon-Fri 09:00-16:00 Europe/Zurich`.
///
/// @param days those on which it begins
/// @param to when it is not later in the day than `from`: on the day after
public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "([A-Za-z,-]+) +([0-2][0-9]:[0-5][0-9])-([0-2][0-9]:[0-5][0-9]) +([A-Za-z0-9_/+:-]+)");

  private static final String END_OF_DAY = "24:00";
  private static final int DAYS_OF_WEEK = 7;

  public Window {
    if (days.isEmpty()) {
      throw new IllegalArgumentException("a window on no day");
    }
    days = Set.copyOf(days);
  }

  /// The end of a day is `24:00`, and never `00:00`.
  ///
  /// @throws IllegalArgumentException saying what is wrong
  public static Window parse(String text) {
    Matcher parts = SYNTAX.matcher(text.strip());
    if (!parts.matches()
        || parts.group(2).equals(parts.group(3))
        || parts.group(3).equals("00:00")) {
      throw new IllegalArgumentException(
          "'%s' is no window such as 'Mon-Fri 09:00-16:00 Europe/Zurich'".formatted(text));
    }
    String to = parts.group(3);
    try {
      return new Window(
          days(parts.group(1)),
          LocalTime.parse(parts.group(2)),
          to.equals(END_OF_DAY) ? LocalTime.MIDNIGHT : LocalTime.parse(to),
          ZoneId.of(parts.group(4)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'%s': %s".formatted(text, e.getMessage()), e);
    }
  }

  private static Set<DayOfWeek> days(String text) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.split(",", -1)) {
      String[] ends = part.split("-", 2);
      DayOfWeek day = day(ends[0]);
      DayOfWeek last = day(ends[ends.length - 1]);
      days.add(day);
      while (day != last) {
        day = day.plus(1);
        days.add(day);
      }
    }
    return days;
  }

  private static DayOfWeek day(String name) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (shortName(day).equalsIgnoreCase(name)) {
        return day;
      }
    }
    throw new IllegalArgumentException("'%s' is no day such as Mon".formatted(name));
  }

  private static String shortName(DayOfWeek day) {
    return day.name().charAt(0) + day.name().substring(1, 3).toLowerCase(Locale.ROOT);
  }

  public boolean isOpen(Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    return isWithin(now, today) || isWithin(now, today.minusDays(1));
  }

  private boolean isWithin(Instant now, LocalDate day) {
    return days.contains(day.getDayOfWeek())
        && !now.isBefore(opening(day).toInstant())
        && now.isBefore(closing(day).toInstant());
  }

  private ZonedDateTime opening(LocalDate day) {
    return day.atTime(from).atZone(zone);
  }

  private ZonedDateTime closing(LocalDate day) {
    return (to.isAfter(from) ? day : day.plusDays(1)).atTime(to).atZone(zone);
  }

  /// `now` when it is open, else when it opens next.
  public Instant openFrom(Instant now) {
    if (isOpen(now)) {
      return now;
    }
    LocalDate today = now.atZone(zone).toLocalDate();
    List<Instant> openings = new ArrayList<>();
    for (int i = 0; i <= DAYS_OF_WEEK; i++) {
      LocalDate day = today.plusDays(i);
      Instant opening = opening(day).toInstant();
      if (days.contains(day.getDayOfWeek()) && opening.isAfter(now)) {
        openings.add(opening);
      }
    }
    return openings.getFirst(); // a week and a day hold every day of the week in the future
  }

  /// As it is written.
  @Override
  public String toString() {
    String named = days.stream().sorted().map(Window::shortName).collect(Collectors.joining(","));
    String end = to.equals(LocalTime.MIDNIGHT) ? END_OF_DAY : to.toString();
    return "%s %s-%s %s".formatted(named, from, end, zone);
  }
}
