package lockstep.agent.trigger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lockstep.agent.trigger.TriggerOutcome.LeftToPeople;
import lockstep.agent.trigger.TriggerOutcome.Skipped;
import lockstep.images.trigger.Trigger;

/// Runs the commands of triggers, one after the other, for one root: each with the changed paths on its standard input.
public final class TriggerRunner {
  private final RootCommand commands;

  /// @param root the managed root, as the host sees it
  /// @param alive called now and then while a command runs
  /// @throws IOException when it does not exist
  public TriggerRunner(Path root, InstantSource clock, Runnable alive) throws IOException {
    commands = RootCommand.of(root, clock, alive);
  }

  /// Runs probes for the same root.
  public ProbeRunner probes() {
    return new ProbeRunner(commands);
  }

  /// Has systemd read its units anew, where it runs this root.
  ///
  /// @throws InterruptedException as [#run]
  public void rereadUnits() throws InterruptedException {
    if (commands.hasSystemd()) {
      var _ =
          commands.run(
              List.of(Trigger.SYSTEMCTL, "daemon-reload"),
              Path.of("/dev/null"),
              Map.of(),
              Trigger.DEFAULT_TIMEOUT);
    }
  }

  /// The program that a trigger is to run and its root does not have; empty when nothing is missing, or nothing is run.
  public Optional<String> lacks(Trigger trigger) {
    boolean runs =
        trigger.action() != Trigger.Action.NEVER
            && (!trigger.action().needsSystemd() || commands.hasSystemd());
    return runs
        ? Stream.of(trigger.command(), trigger.check())
            .flatMap(command -> command.stream().limit(1))
            .filter(program -> !commands.has(program))
            .findFirst()
        : Optional.empty();
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
    if (trigger.action().needsSystemd() && !commands.hasSystemd()) {
      return skipped(
          firing,
          commands.isHost() ? "no systemd runs here" : "this root is not the running system");
    }
    RootCommand.Ended ended =
        commands.run(trigger.command(), firing.changes(), firing.told(), trigger.timeout());
    return new TriggerResult(trigger, ended.outcome(), ended.took(), ended.output());
  }
}
