package lockstep.agent;

import java.util.Optional;
import java.util.function.Function;
import lockstep.agent.limit.Limits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a command may take of the machine: from options, else from `[limits]` of the settings file, else all it can get.
final class LimitOptions {
  @Option(
      names = "--limit-network",
      paramLabel = "RATE",
      description = "bytes on the wire, such as 10 MiB/s or 20 Mbit/s; none: no limit")
  private @Nullable String network;

  @Option(
      names = "--limit-disk",
      paramLabel = "RATE",
      description = "bytes of files, read and written, such as 50 MiB/s; none: no limit")
  private @Nullable String disk;

  @Option(
      names = "--limit-cpu",
      paramLabel = "CORES",
      description = "processors kept busy, such as 0.5 for half of one; none: no limit")
  private @Nullable String cpu;

  @Option(
      names = "--limit-io-class",
      paramLabel = "idle|none",
      description = "idle: reads and writes wait until nobody else wants the disk")
  private @Nullable String ioClass;

  @Option(
      names = "--spare",
      paramLabel = "network|cpu",
      description =
          "network: fetch the fewest bytes, and make files of them; cpu: fetch more, for less"
              + " processor time: where the link is fast")
  private @Nullable String spare;

  /// @throws UsageException when an option has no such value
  Limits limits(Settings settings) throws UsageException {
    return new Limits(
        read(Setting.LIMIT_NETWORK, network, settings, Limits::rate).flatMap(Function.identity()),
        read(Setting.LIMIT_DISK, disk, settings, Limits::rate).flatMap(Function.identity()),
        read(Setting.LIMIT_CPU, cpu, settings, Limits::cpu).flatMap(Function.identity()),
        read(Setting.LIMIT_IO_CLASS, ioClass, settings, Limits::io).orElse(Limits.Io.UNCHANGED),
        read(Setting.SPARE, spare, settings, Limits::spare).orElse(Limits.Spare.NETWORK));
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
