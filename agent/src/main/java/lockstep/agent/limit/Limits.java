package lockstep.agent.limit;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an operator allows. What is empty is not capped.
///
/// @param network bytes per second on the wire, both ways
/// @param disk bytes per second of files, read and written
/// @param cpu processors kept busy, 0.5 being half of one
/// @param spare which of two to take less of, where an update can be had for much of the one or much of the other
public record Limits(
    Optional<Double> network, Optional<Double> disk, Optional<Double> cpu, Io io, Spare spare) {
  /// How reads and writes stand against those of others.
  public enum Io {
    /// As whoever started the agent wanted it.
    UNCHANGED,
    /// They wait until nobody else wants the disk.
    IDLE
  }

  /// What files that are not here are made of.
  public enum Spare {
    /// The fewest bytes: differences and texts, of which files are made again.
    NETWORK("network"),
    /// Chunks as they are: more bytes, and a part of the processor time.
    CPU("cpu");

    private final String word;

    Spare(String word) {
      this.word = word;
    }

    /// As a setting has it.
    @Override
    public String toString() {
      return word;
    }
  }

  public static final Limits NONE =
      new Limits(Optional.empty(), Optional.empty(), Optional.empty(), Io.UNCHANGED, Spare.NETWORK);

  /// What takes off what is set elsewhere.
  public static final String NO_LIMIT = "none";

  /// As a setting has it.
  public static final String IDLE = "idle";

  /// So slow that a server would take the agent for gone.
  private static final double LEAST_RATE = 64 << 10;

  private static final double MOST_RATE = 1L << 40;
  private static final double LEAST_CPU = 0.05;
  private static final double MOST_CPU = 1024;

  /// Which rates there may be, for people.
  public static final String RATES = "64 KiB/s to 1024 GiB/s";

  public static final String RATE_UNITS =
      "kB/s, MB/s, GB/s, KiB/s, MiB/s, GiB/s, kbit/s, Mbit/s, Gbit/s";

  /// How many processors there may be, for people.
  public static final String PROCESSORS = "0.05 to 1024";

  private static final Pattern RATE =
      Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,6})?) ?([A-Za-z]+)/s");

  private static final Map<String, Double> UNITS =
      Map.of(
          "kB", 1e3, "MB", 1e6, "GB", 1e9, "KiB", 0x1p10, "MiB", 0x1p20, "GiB", 0x1p30, "kbit",
          1e3 / 8, "Mbit", 1e6 / 8, "Gbit", 1e9 / 8);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,9})?");

  /// @param text such as `10 MiB/s`, or `none`
  /// @throws IllegalArgumentException with the reason why it is no rate
  public static Optional<Double> rate(String text) {
    if (text.equals(NO_LIMIT)) {
      return Optional.empty();
    }
    Matcher matcher = RATE.matcher(text);
    Double unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(
          "'%s' is no rate: write a number and one of %s, or %s"
              .formatted(text, RATE_UNITS, NO_LIMIT));
    }
    double rate = Double.parseDouble(matcher.group(1)) * unit;
    if (rate < LEAST_RATE || rate > MOST_RATE) {
      throw new IllegalArgumentException("'%s' is not from %s".formatted(text, RATES));
    }
    return Optional.of(rate);
  }

  /// @param text such as `0.5`, or `none`
  /// @throws IllegalArgumentException with the reason why it is no number of processors
  public static Optional<Double> cpu(String text) {
    if (text.equals(NO_LIMIT)) {
      return Optional.empty();
    }
    double cores = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : 0;
    if (cores < LEAST_CPU || cores > MOST_CPU) {
      throw new IllegalArgumentException(
          "'%s' is no number of processors from %s; 0.5 is half of one"
              .formatted(text, PROCESSORS));
    }
    return Optional.of(cores);
  }

  /// @param text `idle`, or `none`
  /// @throws IllegalArgumentException when it is neither
  public static Io io(String text) {
    return switch (text) {
      case IDLE -> Io.IDLE;
      case NO_LIMIT -> Io.UNCHANGED;
      default ->
          throw new IllegalArgumentException("'%s' is neither idle nor none".formatted(text));
    };
  }

  /// @param text `network`, or `cpu`
  /// @throws IllegalArgumentException when it is neither
  public static Spare spare(String text) {
    for (Spare spare : Spare.values()) {
      if (spare.word.equals(text)) {
        return spare;
      }
    }
    throw new IllegalArgumentException("'%s' is neither network nor cpu".formatted(text));
  }
}
