package lockstep.agent.source;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// When a server that does not serve now asks to be asked again.
final class RetryAfter {
  private RetryAfter() {}

  /// Seconds or a date; empty where the headers name neither.
  static Optional<Duration> in(HttpHeaders headers, Instant now) {
    String value = headers.firstValue("Retry-After").orElse("");
    if (value.matches("[0-9]{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(now, date)).filter(wait -> !wait.isNegative());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
