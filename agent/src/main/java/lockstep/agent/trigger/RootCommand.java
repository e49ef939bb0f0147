package lockstep.agent.trigger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lockstep.agent.trigger.TriggerOutcome.CouldNotStart;
import lockstep.agent.trigger.TriggerOutcome.Failed;
import lockstep.agent.trigger.TriggerOutcome.Succeeded;
import lockstep.agent.trigger.TriggerOutcome.TimedOut;

/// Runs commands as one root sees them.
///
/// A command gets no shell, a clean environment and `/` as its working directory. For the machine's own root it runs as it
/// is; for any other it runs inside that root by `chroot`, which needs the right to do so. A confined one runs inside
/// another root than it is told, and all that it starts ends when it does, or when the thread that runs it does.
final class RootCommand {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /// What `chroot` and `setsid` answer when there was nothing to run.
  private static final int CHROOT_FAILED = 125;

  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  /// The first process of a PID namespace, with which all others there end. A command of that rank would not hear signals.
  private static final String FIRST_PROCESS = "\"$@\"; exit $?";

  private enum Reach {
    HOST,
    ROOT,
    CONFINED
  }

  private final Path root;
  private final Path shown;
  private final Reach reach;
  private final InstantSource clock;
  private final Runnable alive;

  /// How a command ended.
  ///
  /// @param output the last 64 KiB of what it wrote, to either stream, read as UTF-8
  record Ended(TriggerOutcome outcome, Duration took, String output) {}

  private RootCommand(Path root, Path shown, Reach reach, InstantSource clock, Runnable alive) {
    this.root = root;
    this.shown = shown;
    this.reach = reach;
    this.clock = clock;
    this.alive = alive;
  }

  /// @param root the managed root, as the host sees it
  /// @param alive called now and then while a command runs
  /// @throws IOException when it does not exist
  static RootCommand of(Path root, InstantSource clock, Runnable alive) throws IOException {
    Path real = root.toRealPath();
    Reach reach = real.getNameCount() == 0 ? Reach.HOST : Reach.ROOT;
    return new RootCommand(real, real, reach, clock, alive);
  }

  /// @param root what commands are told that their root is
  /// @param shown what they see as their root
  /// @throws IOException when the managed root does not exist
  static RootCommand confined(Path root, Path shown, InstantSource clock, Runnable alive)
      throws IOException {
    return new RootCommand(root.toRealPath(), shown, Reach.CONFINED, clock, alive);
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
      boolean ended = execution.await(limit, alive);
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
    if (reach == Reach.CONFINED) {
      whole.addAll(List.of(program("setpriv"), "--pdeathsig", "KILL"));
      whole.addAll(List.of(program("unshare"), "--pid", "--fork", "--kill-child"));
      whole.addAll(List.of("/bin/sh", "-c", FIRST_PROCESS, "sh"));
    }
    if (!isHost()) {
      whole.addAll(List.of(program("chroot"), shown.toString()));
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
    return reach == Reach.HOST;
  }

  /// Whether the root has a program, as far as that can be seen without running it.
  boolean has(String program) {
    return candidates(program)
        .anyMatch(
            // In another root a symlink leads elsewhere than it seems to from here.
            file ->
                isHost()
                    ? Files.isExecutable(file)
                    : Files.exists(file, LinkOption.NOFOLLOW_LINKS));
  }

  private Stream<Path> candidates(String program) {
    return program.indexOf('/') < 0
        ? Stream.of(PATH.split(":", -1)).map(each -> below(each).resolve(program))
        : Stream.of(below(program));
  }

  private Path below(String path) {
    return shown.resolve(path.replaceAll("^/+", ""));
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
