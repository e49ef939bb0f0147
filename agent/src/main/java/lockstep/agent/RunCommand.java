package lockstep.agent;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.daemon.Daemon;
import lockstep.agent.daemon.Diary;
import lockstep.agent.daemon.Heartbeat;
import lockstep.agent.daemon.Notifier;
import lockstep.agent.daemon.Stop;
import lockstep.agent.daemon.Timetable;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.successor.OwnProgram;
import lockstep.agent.successor.Trial;
import lockstep.agent.watch.Knowledge;
import lockstep.agent.watch.RootWatch;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;
import lockstep.images.console.Figures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Converge again and again, on this machine's own schedule, until it is told to stop.",
      "Problems are lines on standard error and reasons to come again; --json also prints every report, one object per line."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep-agent run",
      "  lockstep-agent run --poll-interval 5m --window 'Mon-Fri 02:00-04:00 Europe/Berlin'",
      "",
      "SIGTERM ends it at the next point at which the root is whole, with exit code 0."
    })
final class RunCommand extends AgentCommand {
  /// For the program that takes over.
  static final String AT_ONCE = "--at-once";

  @Option(names = Trial.ARGUMENT, hidden = true, description = "check in once and end")
  private boolean trial;

  @Option(names = AT_ONCE, hidden = true, description = "poll first at once")
  private boolean atOnce;

  @Spec private CommandSpec spec;

  @Mixin private ScheduleOptions schedule = new ScheduleOptions();
  @Mixin private CommitOption commit = new CommitOption();
  @Mixin private LimitOptions limits = new LimitOptions();
  @Mixin private RightsOptions rights = new RightsOptions();

  RunCommand(Surroundings here) {
    super(here);
  }

  @Override
  Console console(OutputOptions wished) {
    return wished.log(here());
  }

  @Override
  int run(Console console) throws IOException {
    AgentHome home = machine().openHome();
    refuseWhatNeverWorks(home);
    if (trial) {
      return HandOver.tryToBeHeard(machine(), here(), home, console) == HandOver.Heard.NO
          ? Trial.EXIT_UNHEARD
          : 0;
    }
    try (Workspace.Lock _ = home.daemonLock(another());
        Workspace.Lock _ = lockRoot()) {
      return run(home, console);
    }
  }

  /// What no waiting mends is said at the start, where people read it.
  private void refuseWhatNeverWorks(AgentHome home) throws IOException {
    machine().openServer(home, here()).ifPresent(HttpOrigin::close);
    var _ = machine().rights(rights);
    var _ = machine().cap(limits);
  }

  private Workspace.Lock lockRoot() throws IOException {
    try (ManagedRoot root = machine().openRoot();
        Workspace workspace = root.workspace()) {
      return workspace.daemonLock(another());
    }
  }

  private static Problem another() {
    return new Problem(
        "E-RUNNING",
        "",
        "another `lockstep-agent run` works on this root already",
        "nothing is to be done: it goes on; `lockstep-agent why` says what it is waiting for");
  }

  private int run(AgentHome home, Console console) throws IOException {
    Map<String, String> environment = System.getenv();
    Stop stop = new Stop();
    CountDownLatch ended = new CountDownLatch(1);
    Thread signal = onSignal(stop, ended);
    Knowledge knowledge = Knowledge.unwatched(home.indexPath(), "it did not begin yet");
    try (Notifier notifier = Notifier.of(environment);
        Watching _ = watch(knowledge, stop, console)) {
      Heartbeat heartbeat = Heartbeat.of(notifier, environment);
      DaemonJob.Options options =
          new DaemonJob.Options(machine(), schedule, limits, rights, commit.style(), isJson());
      HandOver handOver =
          new HandOver(ownProgram(), machine(), here(), home, stop, heartbeat, console);
      try (DaemonJob job =
          new DaemonJob(options, here(), home, knowledge, stop, heartbeat, handOver, console)) {
        Timetable timetable = job.timetable();
        console.note(
            "lockstep-agent %s runs for machine %s: polls every %s, may change the root %s"
                .formatted(
                    AgentMain.VERSION,
                    home.machineId(),
                    Figures.duration(timetable.interval()),
                    schedule.windows(machine().settings())));
        new Daemon(
                home.machineId(),
                timetable,
                job,
                knowledge,
                stop,
                notifier,
                heartbeat,
                new Diary(home.state()),
                console,
                here().clock(),
                here().random())
            .run(atOnce ? Daemon.First.AT_ONCE : Daemon.First.WITHIN_THE_SPLAY);
        console.note("stopped");
        return 0;
      }
    } catch (Error e) {
      console.failure(Explanation.of(e)); // another JVM may be whole
      return 1;
    } finally {
      ended.countDown();
      forget(signal);
    }
  }

  /// Where the root cannot be watched, each poll looks at all of it.
  private Watching watch(Knowledge knowledge, Stop stop, Console console) throws IOException {
    Optional<RootWatch> watch =
        RootWatch.start(
            machine().rootPath(), knowledge, stop::nudge, console::warning, here().clock());
    if (watch.isEmpty()) {
      console.note(
          "the root is not watched, so each poll looks at all of it: "
              + knowledge.status().whyNot());
    }
    return () -> watch.ifPresent(RootWatch::close);
  }

  private interface Watching extends AutoCloseable {
    @Override
    void close();
  }

  private Optional<OwnProgram> ownProgram() throws IOException {
    List<String> given = spec.root().commandLine().getParseResult().originalArgs();
    return OwnProgram.of(
        System.getProperties(), given.stream().filter(each -> !each.equals(AT_ONCE)).toList());
  }

  /// A signal begins the end of the JVM, which is 143 unless somebody says that it was a good one.
  private static Thread onSignal(Stop stop, CountDownLatch ended) {
    Thread signal =
        new Thread(
            () -> {
              stop.ask();
              try {
                ended.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(0);
            },
            "signal");
    Runtime.getRuntime().addShutdownHook(signal);
    return signal;
  }

  private static void forget(Thread signal) {
    try {
      var _ = Runtime.getRuntime().removeShutdownHook(signal);
    } catch (IllegalStateException e) {
      // it is running: that is how this run ended
    }
  }
}
