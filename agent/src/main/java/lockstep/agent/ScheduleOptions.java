package lockstep.agent;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lockstep.agent.daemon.FullScanSchedule;
import lockstep.agent.daemon.Timetable;
import lockstep.agent.daemon.VerifySchedule;
import lockstep.agent.window.Windows;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// When the daemon works: from options, else from the settings file, else as usual.
final class ScheduleOptions {
  @Option(
      names = "--poll-interval",
      paramLabel = "TIME",
      description = "how often to poll, 1s to 7d, such as 90s, 15m, 6h or 1d (default: 15m)")
  private @Nullable String interval;

  @Option(
      names = "--splay",
      paramLabel = "TIME",
      description =
          "how late each poll may be, drawn at random, 0s to half of the interval (default: a tenth"
              + " of the interval)")
  private @Nullable String splay;

  @Option(
      names = "--verify-interval",
      paramLabel = "TIME",
      description = "how often to read every byte, 1h to 365d (default: 7d)")
  private @Nullable String verify;

  @Option(
      names = "--full-scan-interval",
      paramLabel = "TIME",
      description =
          "how often to look at every file although the root is watched, 1s to 30d (default: 1d)")
  private @Nullable String fullScan;

  @Option(
      names = "--window",
      paramLabel = "WINDOW",
      description =
          "change nothing by itself but then: days, hours and time zone, such as 'Mon-Fri 02:00-04:00"
              + " Europe/Berlin'; may be given several times (default: at any time)")
  private List<String> windows = List.of();

  /// @throws UsageException when an option has no such value
  Timetable timetable(Settings settings) throws UsageException {
    Duration every =
        read(Setting.POLL_INTERVAL, interval, settings, Timetable::interval)
            .orElse(Timetable.USUAL_INTERVAL);
    Duration late =
        read(Setting.SPLAY, splay, settings, Timetable::splay).orElse(Timetable.usualSplay(every));
    try {
      return new Timetable(every, late);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          String.valueOf(e.getMessage()), "correct `splay` or `poll_interval`, option or setting");
    }
  }

  VerifySchedule verify(Settings settings) throws UsageException {
    return read(Setting.VERIFY_INTERVAL, verify, settings, VerifySchedule::parse)
        .orElse(VerifySchedule.USUAL);
  }

  FullScanSchedule fullScan(Settings settings) throws UsageException {
    return read(Setting.FULL_SCAN_INTERVAL, fullScan, settings, FullScanSchedule::parse)
        .orElse(FullScanSchedule.USUAL);
  }

  Windows windows(Settings settings) throws UsageException {
    if (windows.isEmpty()) {
      return settings.windows();
    }
    try {
      return Windows.parse(windows);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--window: " + e.getMessage(), "correct the option, or leave it away");
    }
  }

  private static <T> Optional<T> read(
      Setting setting, @Nullable String option, Settings settings, Function<String, T> parse)
      throws UsageException {
    if (option == null) {
      return settings.text(setting).map(parse);
    }
    try {
      return Optional.of(parse.apply(option));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "%s: %s".formatted(setting.option(), e.getMessage()),
          "correct the option, or leave it away");
    }
  }
}
