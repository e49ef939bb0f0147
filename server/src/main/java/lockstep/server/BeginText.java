package lockstep.server;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A time to come on the command line: `2026-11-30T08:00:00Z`, `2026-11-30T09:00+01:00`.
final class BeginText implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'%s' is no time such as 2026-11-30T08:00:00Z or 2026-11-30T09:00+01:00".formatted(text));
    }
  }
}
