package lockstep.server;

import java.time.Duration;
import picocli.CommandLine.Option;

/// How long a retired image is left to machines that are downloading it.
final class GraceOption {
  @Option(
      names = "--grace-days",
      defaultValue = "7",
      paramLabel = "N",
      converter = DaysText.class,
      description = "how many days a retired image stays (default: ${DEFAULT-VALUE})")
  private Duration duration;

  Duration duration() {
    return duration;
  }
}
