package lockstep.server;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Inert;

/// A time that was, as people type it: `12h`, `7d`, `2026-11-20`, `2026-11-20T08:00:00Z`.
final class PastTime {
  private PastTime() {}

  static Instant parse(String text, Instant now) throws ProblemException {
    try {
      if (text.matches("[0-9]{1,5}[hd]")) {
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        return now.minus(text.endsWith("d") ? Duration.ofDays(count) : Duration.ofHours(count));
      }
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new ProblemException(
          new Problem(
              "E-TIME",
              "",
              "'" + Inert.text(text) + "' is no time",
              "write 12h, 7d, 2026-11-20 or 2026-11-20T08:00:00Z"),
          e);
    }
  }
}
