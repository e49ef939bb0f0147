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
import java.util.Optional;
import lockstep.agent.trigger.TriggerOutcome.CouldNotStart;
import lockstep.agent.trigger.TriggerOutcome.Failed;
import lockstep.agent.trigger.TriggerOutcome.LeftToPeople;
import lockstep.agent.trigger.TriggerOutcome.Skipped;
import lockstep.agent.trigger.TriggerOutcome.Succeeded;
import lockstep.agent.trigger.TriggerOutcome.TimedOut;
import lockstep.images.trigger.Trigger;

/// Runs the commands of triggers, one after the other, for one root.
///
/// A command gets no shell, a clean environment, `/` as its working directory and the changed paths on its standard input.
/// For the machine's own root it runs as it is; for any other it runs inside that root by `chroot`, which needs the right
/// to do so.
public final class TriggerRunner {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /// What `chroot` and `setsid` answer when there was nothing to run.
  private static final int CHROOT_FAILED = 125;

  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  private final Path root;
  private final InstantSource clock;

  /// @param root the managed root, as the host sees it
  /// @throws IOException when it does not exist
  public TriggerRunner(Path root, InstantSource clock) throws IOException {
    this.root = root.toRealPath();
    this.clock = clock;
  }

  /// Runs them in order. After a critical one failed the others are skipped: the commit is going to be undone.
  ///
  /// @return a result for each, in the same order
  /// @throws InterruptedException after the running command and all it started were killed
  public List<TriggerResult> run(List<Firing> fired) throws InterruptedException {
    List<TriggerResult> results = new ArrayList<>();
    for (Firing firing : fired) {
      Optional<TriggerResult> fatal =
          results.stream().filter(TriggerResult::isCriticalFailure).findFirst();
      results.add(
          fatal.isPresent()
              ? skipped(firing, "critical trigger " + fatal.get().trigger().name() + " failed")
              : run(firing));
    }
    return results;
  }

  /// The results of running none of them.
  public static List<TriggerResult> skip(List<Firing> fired, String reason) {
    return fired.stream().map(firing -> skipped(firing, reason)).toList();
  }

  private static TriggerResult skipped(Firing firing, String reason) {
    return new TriggerResult(firing.trigger(), new Skipped(reason), Duration.ZERO, "");
  }

  private TriggerResult run(Firing firing) throws InterruptedException {
    Trigger trigger = firing.trigger();
    if (trigger.action() == Trigger.Action.NEVER) {
      String command = String.join(" ", trigger.command());
      return new TriggerResult(trigger, new LeftToPeople(command), Duration.ZERO, "");
    }
    if (trigger.action().needsSystemd() && !hasSystemd()) {
      return skipped(
          firing, isHost() ? "no systemd runs here" : "this root is not the running system");
    }
    Instant start = clock.instant();
    TriggerOutcome outcome;
    String output = "";
    try {
      Execution execution = new Execution(builder(firing).start());
      boolean ended = execution.await(firing.trigger().timeout());
      output = execution.output();
      outcome =
          ended ? outcome(execution.exitCode(), output) : new TimedOut(firing.trigger().timeout());
    } catch (IOException e) {
      outcome = new CouldNotStart(String.valueOf(e.getMessage()));
    }
    Duration took = Duration.between(start, clock.instant());
    return new TriggerResult(firing.trigger(), outcome, took, output);
  }

  private static TriggerOutcome outcome(int exitCode, String output) {
    return switch (exitCode) {
      case 0 -> new Succeeded();
      case CHROOT_FAILED, NOT_EXECUTABLE, NOT_FOUND ->
          new CouldNotStart(output.isBlank() ? "exit code " + exitCode : output.strip());
      default -> new Failed(exitCode);
    };
  }

  private ProcessBuilder builder(Firing firing) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(program("setsid"));
    if (!isHost()) {
      command.add(program("chroot"));
      command.add(root.toString());
    }
    command.addAll(firing.trigger().command());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(root.getRoot().toFile());
    builder.redirectErrorStream(true);
    builder.redirectInput(firing.changes().toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", PATH);
    environment.put("LC_ALL", "C");
    environment.put("HOME", "/root");
    environment.put("LOCKSTEP_ROOT", root.toString());
    environment.put("LOCKSTEP_TRIGGER", firing.trigger().name());
    environment.put("LOCKSTEP_CHANGES", Long.toString(firing.count()));
    if (!isHost()) {
      // Tells systemctl that the system it would talk to is not the one it was started in.
      environment.put("SYSTEMD_OFFLINE", "1");
    }
    return builder;
  }

  /// As `sd_booted` finds it out.
  private boolean hasSystemd() {
    return isHost() && Files.isDirectory(fromHost("run/systemd", "system"));
  }

  private boolean isHost() {
    return root.getNameCount() == 0;
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
