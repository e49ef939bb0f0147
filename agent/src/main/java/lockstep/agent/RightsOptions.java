package lockstep.agent;

import java.util.List;
import lockstep.agent.plan.Allowed;
import lockstep.agent.plan.RightsPolicy;
import picocli.CommandLine.Option;

/// What an image may have on this machine: from options, else from the settings file, else all it wants.
final class RightsOptions {
  @Option(
      names = "--allow-setuid",
      paramLabel = "true|false|PATTERN",
      description =
          "where an image may have setuid and setgid files and capabilities; a pattern as in exclude"
              + " rules may be given several times (default: true)")
  private List<String> setuid = List.of();

  @Option(
      names = "--allow-devices",
      paramLabel = "true|false|PATTERN",
      description = "where an image may have device nodes; likewise (default: true)")
  private List<String> devices = List.of();

  /// @throws UsageException when an option has no such value
  RightsPolicy policy(Settings settings) throws UsageException {
    return new RightsPolicy(
        read("--allow-setuid", setuid, settings.allowed(Setting.ALLOW_SETUID)),
        read("--allow-devices", devices, settings.allowed(Setting.ALLOW_DEVICES)));
  }

  private static Allowed read(String option, List<String> words, Allowed otherwise)
      throws UsageException {
    if (words.isEmpty()) {
      return otherwise;
    }
    if (words.equals(List.of("true"))) {
      return Allowed.EVERYWHERE;
    }
    if (words.equals(List.of("false"))) {
      return Allowed.NOWHERE;
    }
    try {
      return Allowed.at(words);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          option + ": " + e.getMessage(), "correct the option, or leave it away");
    }
  }
}
