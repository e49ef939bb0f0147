package lockstep.server;

import java.time.Duration;
import picocli.CommandLine.Option;

/// How long a retired image is left to machines that are downloading it.
final class GraceOption {
  @Option(
      names = "--grace-days",
      defaultValue = "7",
      paramLabel = "N",
      description = "how many days a retired image stays (default: ${DEFAULT-VALUE})")
  private int days;

  Duration duration() {
    return Duration.ofDays(Math.max(0, days));
  }
}
