package lockstep.agent.window;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Some hours on some days of the week, in one time zone: `Mon-Fri 02:00-04:00 Europe/Berlin`. One that ends before it begins
/// ends on the day after; its day is the one on which it begins.
///
/// @param from minutes of the day, 0 to 1439
/// @param to minutes of the day, 1 to 1440, or, when not above `from`, of the day after
record Window(Set<DayOfWeek> days, int from, int to, ZoneId zone) {
  private static final int DAY_MINUTES = 24 * 60;

  private static final Pattern FORM =
      Pattern.compile("(\\S+) +([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2}) +(\\S+)");

  private static final Map<String, DayOfWeek> NAMES =
      Stream.of(DayOfWeek.values())
          .collect(
              Collectors.toMap(
                  day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT), Function.identity()));

  Window {
    days = Set.copyOf(days);
  }

  /// @throws IllegalArgumentException with the reason why it is no window
  static Window parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw wrong(text, "write days, hours and a time zone: \"Mon-Fri 02:00-04:00 Europe/Berlin\"");
    }
    int from = minutes(text, matcher.group(2), matcher.group(3));
    int to = minutes(text, matcher.group(4), matcher.group(5));
    if (from == to || from == DAY_MINUTES || to == 0) {
      throw wrong(
          text,
          "it never opens, or for ever; a whole day is 00:00-24:00, midnight at its end 24:00");
    }
    return new Window(days(text, matcher.group(1)), from, to, zone(text, matcher.group(6)));
  }

  private static Set<DayOfWeek> days(String text, String list) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : list.split(",", -1)) {
      String[] ends = part.split("-", 2);
      DayOfWeek day = day(text, ends[0]);
      DayOfWeek last = day(text, ends[ends.length - 1]);
      days.add(day);
      while (day != last) {
        day = day.plus(1);
        days.add(day);
      }
    }
    return days;
  }

  private static DayOfWeek day(String text, String name) {
    DayOfWeek day = NAMES.get(name.toLowerCase(Locale.ROOT));
    if (day == null) {
      throw wrong(text, "'%s' is none of Mon, Tue, Wed, Thu, Fri, Sat, Sun".formatted(name));
    }
    return day;
  }

  private static int minutes(String text, String hour, String minute) {
    int minutes = Integer.parseInt(hour) * 60 + Integer.parseInt(minute);
    if (Integer.parseInt(minute) > 59 || minutes > DAY_MINUTES) {
      throw wrong(text, "%s:%s is no time between 00:00 and 24:00".formatted(hour, minute));
    }
    return minutes;
  }

  private static ZoneId zone(String text, String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw wrong(
          text, "'%s' is no time zone; write one such as UTC or Europe/Berlin".formatted(name));
    }
  }

  private static IllegalArgumentException wrong(String text, String reason) {
    return new IllegalArgumentException("'%s' is no window: %s".formatted(text, reason));
  }

  boolean isOpen(Instant now) {
    LocalDateTime shown = LocalDateTime.ofInstant(now, zone);
    double minute = shown.toLocalTime().toNanoOfDay() / 60e9;
    DayOfWeek today = shown.getDayOfWeek();
    if (from < to) {
      return days.contains(today) && minute >= from && minute < to;
    }
    return (days.contains(today) && minute >= from)
        || (days.contains(today.minus(1)) && minute < to);
  }

  /// The instants between which it may open or close and outside of which it does neither, from `now` on for `span` days.
  List<Instant> edges(Instant now, int span) {
    List<Instant> edges = new ArrayList<>();
    LocalDate today = LocalDate.ofInstant(now, zone);
    for (LocalDate day = today; day.isBefore(today.plusDays(span)); day = day.plusDays(1)) {
      for (int minute : List.of(from, to)) {
        LocalDateTime shown =
            minute == DAY_MINUTES
                ? day.plusDays(1).atTime(LocalTime.MIDNIGHT)
                : day.atTime(minute / 60, minute % 60);
        for (ZoneOffset offset : zone.getRules().getValidOffsets(shown)) {
          edges.add(shown.toInstant(offset));
        }
      }
    }
    Instant end = now.plusSeconds(span * 86_400L);
    ZoneOffsetTransition change = zone.getRules().nextTransition(now);
    while (change != null && change.getInstant().isBefore(end)) {
      edges.add(change.getInstant());
      change = zone.getRules().nextTransition(change.getInstant());
    }
    return edges;
  }

  /// As it is written in the settings.
  @Override
  public String toString() {
    String names =
        days.stream()
            .sorted()
            .map(day -> day.name().charAt(0) + day.name().substring(1, 3).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(","));
    return "%s %02d:%02d-%02d:%02d %s"
        .formatted(names, from / 60, from % 60, to / 60, to % 60, zone);
  }
}
