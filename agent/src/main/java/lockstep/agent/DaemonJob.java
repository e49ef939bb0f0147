package lockstep.agent;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.CommandLog;
import lockstep.agent.converge.Recovery;
import lockstep.agent.converge.UpdateCycle;
import lockstep.agent.converge.UpdateCycle.TriggerUse;
import lockstep.agent.daemon.FullScanSchedule;
import lockstep.agent.daemon.Heartbeat;
import lockstep.agent.daemon.Job;
import lockstep.agent.daemon.JobWatcher;
import lockstep.agent.daemon.Stop;
import lockstep.agent.daemon.Timetable;
import lockstep.agent.daemon.VerifySchedule;
import lockstep.agent.limit.Caps;
import lockstep.agent.mirror.Mirrors;
import lockstep.agent.plan.Planner.Reading;
import lockstep.agent.plan.SwapPolicy;
import lockstep.agent.report.Outcome;
import lockstep.agent.report.Report;
import lockstep.agent.report.ReportJson;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.RepositorySource;
import lockstep.agent.uplink.CheckInAnswer;
import lockstep.agent.uplink.CheckInAnswer.Lasting;
import lockstep.agent.uplink.Uplink;
import lockstep.agent.watch.Knowledge;
import lockstep.agent.window.Windows;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.json.JsonWriter;
import lockstep.images.tree.MappedFiles;
import org.jspecify.annotations.Nullable;

/// What the daemon does: a converge as `lockstep-agent converge` makes it, within the machine's windows, and its report over the
/// same connection.
final class DaemonJob implements Job, AutoCloseable {
  /// What the daemon was started with.
  ///
  /// @param scripts whether each report is also printed as JSON
  record Options(
      MachineOptions machine,
      ScheduleOptions schedule,
      LimitOptions limits,
      RightsOptions rights,
      SwapPolicy.Style commit,
      boolean scripts) {}

  private final Options options;
  private final Surroundings here;
  private final AgentHome home;
  private final Knowledge knowledge;
  private final Stop stop;
  private final Heartbeat heartbeat;
  private final HandOver handOver;
  private final Console log;
  private final Training training = Training.ofThisProcess();
  private Windows windows = Windows.ALWAYS;
  private VerifySchedule verify = VerifySchedule.USUAL;
  private FullScanSchedule fullScan = FullScanSchedule.USUAL;
  private @Nullable HttpOrigin server;
  private @Nullable RepositorySource source;
  private @Nullable Report last;

  /// What belongs into the next report.
  private CommandLog recovered = new CommandLog();

  /// What the server said last, for [#listen]; 0: nothing.
  private long word;

  private @Nullable HttpOrigin ear;

  DaemonJob(
      Options options,
      Surroundings here,
      AgentHome home,
      Knowledge knowledge,
      Stop stop,
      Heartbeat heartbeat,
      HandOver handOver,
      Console log) {
    this.options = options;
    this.here = here;
    this.home = home;
    this.knowledge = knowledge;
    this.stop = stop;
    this.heartbeat = heartbeat;
    this.handOver = handOver;
    this.log = log;
  }

  @Override
  public Timetable timetable() throws IOException {
    options.machine().settle(here);
    Settings settings = options.machine().settings();
    windows = options.schedule().windows(settings);
    verify = options.schedule().verify(settings);
    fullScan = options.schedule().fullScan(settings);
    return options.schedule().timetable(settings);
  }

  @Override
  public void recover() throws IOException, InterruptedException {
    MachineOptions machine = options.machine();
    try (Workspace.Lock _ = home.lock();
        ManagedRoot root = machine.openRoot()) {
      UpdateCycle.recover(
          home,
          root,
          new JobWatcher(stop, heartbeat),
          here.clock(),
          Recovery.Commands.RUN,
          recovered);
    }
  }

  @Override
  public Round converge() throws IOException, InterruptedException {
    close();
    if (recovered.isEmpty()) { // what it did is told first, by whoever did it
      handOver.betweenPolls();
    }
    last = null;
    knowledge.expire(fullScan.of(home.machineId()));
    word = 0;
    MachineOptions machine = options.machine();
    Caps caps = machine.cap(options.limits(), heartbeat::beat);
    Optional<HttpOrigin> opened = machine.openServer(home, here);
    server = opened.orElse(null);
    RepositorySource repository = machine.openSource(opened, here);
    source = repository;
    try (Mirrors mirrors = machine.openMirrors(repository, home, here)) {
      UpdateCycle.Wish wish =
          new UpdateCycle.Wish(
              machine.standing(home, here, windows),
              Optional.empty(),
              reading(),
              TriggerUse.RUN,
              options.commit(),
              machine.rights(options.rights()),
              knowledge);
      Converging.Result result =
          new Converging(machine, here, home, mirrors, caps, watcher(), wish, recovered).run();
      last = result.report();
      if (!CheckIn.isNoWordOfTheMachine(last)) { // else what a recovery did is still to be told
        recovered = new CommandLog();
      }
      handOver.sweep();
      if (last.outcome() == Outcome.UNCHANGED) {
        training.beginOnce(log);
      }
      return round(result);
    }
  }

  private JobWatcher watcher() {
    return new JobWatcher(stop, heartbeat, handOver);
  }

  private Reading reading() throws IOException {
    long last = home.memory().recall().verified();
    return verify.isDue(home.machineId(), last, here.clock().instant())
        ? Reading.ALL_FILES
        : Reading.CHANGED_FILES;
  }

  private Round round(Converging.Result result) {
    Report report = result.report();
    if (options.scripts() && !stop.isAsked()) {
      here.out().println(JsonWriter.plain(ReportJson.of(report)));
      here.out().flush();
    }
    // What failed after a look at the root fails again when it is looked at again soon.
    boolean blind = report.outcome() == Outcome.FAILED && !report.measured().scanned();
    return new Round(
        summary(report),
        report.problems(),
        blind ? Again.SOON : Again.IN_TIME,
        result.retryAfter(),
        report.outcome() == Outcome.DEFERRED ? opening() : Optional.empty());
  }

  private static String summary(Report report) {
    String image =
        report
            .image()
            .map(id -> " image %s (%s)".formatted(id.abbreviated(), report.label()))
            .orElse("");
    long left = report.counts().differencesLeft();
    return report.outcome().word()
        + (image.isEmpty() ? "" : ":" + image)
        + (left == 0 ? "" : ", %s differences left".formatted(Figures.count(left)));
  }

  private Optional<Window> opening() {
    Instant now = here.clock().instant();
    return windows.isOpen(now)
        ? Optional.empty()
        : windows.nextChange(now).map(opens -> new Window(opens, windows.nextChange(opens)));
  }

  @Override
  public Heard report(Duration next) throws IOException {
    try {
      return tell(next);
    } finally {
      System.gc(); // the machine gets back what a converge needed: nothing collects in a wait
    }
  }

  /// The program can be read from its files again.
  @Override
  public void rest() {
    MappedFiles.giveBack();
  }

  private Heard tell(Duration next) throws IOException {
    if (server == null || last == null) {
      return Heard.NOT_ASKED;
    }
    stop.expose();
    try {
      return heard(CheckIn.send(server, home, last, next, here.clock(), log));
    } finally {
      stop.shield();
      close();
    }
  }

  /// Over a connection of its own, which is kept from one wait to the next.
  @Override
  public News listen() throws IOException {
    if (word == 0) {
      return News.NOBODY_SPEAKS;
    }
    if (ear == null) {
      ear = options.machine().openServer(home, here).orElse(null);
    }
    HttpOrigin open = ear;
    if (open == null) {
      return News.NOBODY_SPEAKS;
    }
    try {
      return new Uplink(open, here.clock()).listen(word) ? News.ORDER : News.NONE;
    } catch (IOException e) {
      open.close();
      ear = null;
      throw e;
    }
  }

  private Heard heard(CheckIn.Told told) {
    word = 0;
    if (told.answer().isEmpty()) {
      return Heard.NOT_ASKED;
    }
    return switch (told.answer().get()) {
      case CheckInAnswer.Assigned(var assignment) -> {
        word = assignment.getWord();
        yield Heard.well(
            Duration.ofSeconds(Integer.toUnsignedLong(assignment.getPollAfterSeconds())),
            told.orders() == CheckIn.Orders.CHANGED ? News.ORDER : News.NONE);
      }
      case CheckInAnswer.Unheard(Problem problem, Lasting lasting, Optional<Duration> after) ->
          Heard.not(problem, lasting == Lasting.PASSING ? Again.SOON : Again.IN_TIME, after);
    };
  }

  @Override
  public void close() {
    if (ear != null) {
      ear.close();
      ear = null;
    }
    if (source != null) {
      source.close();
      source = null;
    }
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
