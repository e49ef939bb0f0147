package lockstep.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A process that has to do with an inode.
///
/// @param unit of systemd, where it belongs to one
public record Holder(Way way, long pid, String command, Optional<String> unit) {
  /// What it has to do with it. The first tells most.
  public enum Way {
    WRITES("has it open for writing"),
    READS("has it open"),
    MAPS("maps it"),
    WATCHES("watches it");

    private final String words;

    Way(String words) {
      this.words = words;
    }
  }

  /// @param process its folder in `/proc`
  static Holder of(Path process, Way way) throws IOException {
    String command = Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1).strip();
    return new Holder(
        way, Long.parseLong(process.getFileName().toString()), command, unit(process));
  }

  /// The innermost service or scope of its control group.
  private static Optional<String> unit(Path process) throws IOException {
    String groups = Files.readString(process.resolve("cgroup"), StandardCharsets.ISO_8859_1);
    Optional<String> unit = Optional.empty();
    for (String part : groups.split("[/\n]", -1)) {
      if (part.endsWith(".service") || part.endsWith(".scope")) {
        unit = Optional.of(part);
      }
    }
    return unit;
  }

  /// In words: `cron (pid 12, cron.service) has it open for writing`.
  @Override
  public String toString() {
    return "%s (pid %d%s) %s"
        .formatted(command, pid, unit.map(name -> ", " + name).orElse(""), way.words);
  }
}
