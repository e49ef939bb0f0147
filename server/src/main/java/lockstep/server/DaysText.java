package lockstep.server;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A number of days on the command line.
final class DaysText implements ITypeConverter<Duration> {
  private static final int MAX_DAYS = 36_500;

  @Override
  public Duration convert(String text) {
    try {
      int days = Integer.parseInt(text);
      if (days >= 0 && days <= MAX_DAYS) {
        return Duration.ofDays(days);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TypeConversionException("'%s' is no number of days".formatted(text));
  }
}
