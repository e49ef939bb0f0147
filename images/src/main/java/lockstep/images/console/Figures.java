package lockstep.images.console;

import java.time.Duration;
import java.util.Locale;

/// How quantities are shown to people: three figures and a unit. Scripts read the exact numbers from `--json`.
public final class Figures {
  private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Figures() {}

  /// Powers of 1000, as disks and networks are sold: `0 B`, `999 B`, `10.5 MB`.
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return (unit == 0 ? Long.toString(bytes) : threeFigures(value)) + " " + BYTE_UNITS[unit];
  }

  /// `9,970`
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /// `1 machine`, `9,970 machines`
  public static String count(long count, String one, String many) {
    return count(count) + " " + (count == 1 ? one : many);
  }

  /// `3 ms`, `1.24 s`, `2 min 05 s`, `3 h 20 min`, `4 d 02 h`.
  public static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 59_950) {
      return threeFigures(millis / 1000.0) + " s";
    }
    long seconds = Math.round(millis / 1000.0);
    if (seconds < 3600) {
      return pair(seconds, 60, "min", "s");
    }
    return seconds < 86_400
        ? pair(seconds / 60, 60, "h", "min")
        : pair(seconds / 3600, 24, "d", "h");
  }

  private static String pair(long amount, int per, String large, String small) {
    return String.format(Locale.ROOT, "%d %s %02d %s", amount / per, large, amount % per, small);
  }

  private static String threeFigures(double value) {
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
