package lockstep.agent.trigger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lockstep.agent.trigger.TriggerOutcome.CouldNotStart;
import lockstep.agent.trigger.TriggerOutcome.Failed;
import lockstep.agent.trigger.TriggerOutcome.Succeeded;
import lockstep.agent.trigger.TriggerOutcome.TimedOut;

/// Runs commands as one root sees them.
///
/// A command gets no shell, a clean environment and `/` as its working directory. For the machine's own root it runs as it
/// is; for any other it runs inside that root by `chroot`, which needs the right to do so.
final class RootCommand {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /// What `chroot` and `setsid` answer when there was nothing to run.
  private static final int CHROOT_FAILED = 125;

  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  private final Path root;
  private final InstantSource clock;

  /// How a command ended.
  ///
  /// @param output the last 64 KiB of what it wrote, to either stream, read as UTF-8
  record Ended(TriggerOutcome outcome, Duration took, String output) {}

  /// @param root the managed root, as the host sees it
  /// @throws IOException when it does not exist
  RootCommand(Path root, InstantSource clock) throws IOException {
    this.root = root.toRealPath();
    this.clock = clock;
  }

  /// @param input what it reads from its standard input
  /// @param more variables besides those every command gets
  /// @throws InterruptedException after the command and all it started were killed
  Ended run(List<String> command, Path input, Map<String, String> more, Duration limit)
      throws InterruptedException {
    Instant start = clock.instant();
    TriggerOutcome outcome;
    String output = "";
    try {
      Execution execution = new Execution(builder(command, input, more).start());
      boolean ended = execution.await(limit);
      output = execution.output();
      outcome = ended ? outcome(execution.exitCode(), output) : new TimedOut(limit);
    } catch (IOException e) {
      outcome = new CouldNotStart(String.valueOf(e.getMessage()));
    }
    return new Ended(outcome, Duration.between(start, clock.instant()), output);
  }

  private static TriggerOutcome outcome(int exitCode, String output) {
    return switch (exitCode) {
      case 0 -> new Succeeded();
      case CHROOT_FAILED, NOT_EXECUTABLE, NOT_FOUND ->
          new CouldNotStart(output.isBlank() ? "exit code " + exitCode : output.strip());
      default -> new Failed(exitCode);
    };
  }

  private ProcessBuilder builder(List<String> command, Path input, Map<String, String> more)
      throws IOException {
    List<String> whole = new ArrayList<>();
    whole.add(program("setsid"));
    if (!isHost()) {
      whole.add(program("chroot"));
      whole.add(root.toString());
    }
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole);
    builder.directory(root.getRoot().toFile());
    builder.redirectErrorStream(true);
    builder.redirectInput(input.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", PATH);
    environment.put("LC_ALL", "C");
    environment.put("HOME", "/root");
    environment.put("LOCKSTEP_ROOT", root.toString());
    environment.putAll(more);
    if (!isHost()) {
      // Tells systemctl that the system it would talk to is not the one it was started in.
      environment.put("SYSTEMD_OFFLINE", "1");
    }
    return builder;
  }

  boolean isHost() {
    return root.getNameCount() == 0;
  }

  /// Whether this is the root of a system that systemd runs, found out as `sd_booted` does.
  boolean hasSystemd() {
    return isHost() && Files.isDirectory(fromHost("run/systemd", "system"));
  }

  /// The host's own, never the managed root's.
  private Path fromHost(String directory, String name) {
    return root.getRoot().resolve(directory).resolve(name);
  }

  private String program(String name) throws IOException {
    for (String directory : List.of("usr/bin", "usr/sbin", "bin", "sbin")) {
      Path program = fromHost(directory, name);
      if (Files.isExecutable(program)) {
        return program.toString();
      }
    }
    throw new IOException("this machine has no program '" + name + "'");
  }
}
