package lockstep.agent.daemon;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import lockstep.agent.daemon.Job.Again;
import lockstep.agent.daemon.Job.Heard;
import lockstep.agent.daemon.Job.News;
import lockstep.agent.daemon.Job.Round;
import lockstep.agent.daemon.Schedule.Next;
import lockstep.agent.daemon.Schedule.Opening;
import lockstep.agent.daemon.Schedule.Success;
import lockstep.agent.watch.Knowledge;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;
import lockstep.images.console.Figures;

/// The loop, see the package's story. Make a new one for each run.
public final class Daemon {
  /// A server whose answers bring ever new orders is obeyed by the schedule after that.
  private static final int MOST_AT_ONCE = 3;

  /// A window without an end is as good as one of a day.
  private static final Duration ENDLESS = Duration.ofDays(1);

  private final Job job;
  private final Stop stop;
  private final Notifier notifier;
  private final Heartbeat heartbeat;
  private final Diary diary;
  private final Console log;
  private final InstantSource clock;
  private final Schedule schedule;
  private final Knowledge knowledge;
  private final DriftAlarm drift;
  private final RandomGenerator random;

  private Timetable timetable;
  private long heard;

  /// @param machine its id, from which its place in the interval follows
  /// @param timetable until the job knows another
  /// @param knowledge of what changes on this machine between two polls
  /// @param diary who reads it learns how the daemon is
  public Daemon(
      String machine,
      Timetable timetable,
      Job job,
      Knowledge knowledge,
      Stop stop,
      Notifier notifier,
      Heartbeat heartbeat,
      Diary diary,
      Console log,
      InstantSource clock,
      RandomGenerator random) {
    this.timetable = timetable;
    this.job = job;
    this.stop = stop;
    this.notifier = notifier;
    this.heartbeat = heartbeat;
    this.diary = diary;
    this.log = log;
    this.clock = clock;
    this.random = random;
    schedule = new Schedule(machine, random);
    this.knowledge = knowledge;
    drift = new DriftAlarm(knowledge, log);
  }

  /// When it polls first.
  public enum First {
    AT_ONCE,
    /// A fleet that was switched on at once does not poll at once.
    WITHIN_THE_SPLAY
  }

  /// Returns when it was told to stop.
  public void run(First first) {
    try {
      heard = diary.read().map(Diary.Entry::heard).orElse(0L);
    } catch (IOException e) {
      var _ = told(e);
    }
    try {
      heartbeat.beat();
      notifier.ready(); // before what may take its time: a probe that is owed may ask whether the
      // machine is up
      recover();
      if (first == First.WITHIN_THE_SPLAY) {
        Next next = new Next(schedule.first(timetable), Schedule.Cause.SCHEDULE);
        goOn("started", next, Optional.empty(), 0);
      }
      loop();
    } catch (InterruptedException e) {
      // who is told to stop may be interrupted by that
    } finally {
      notifier.stopping();
    }
  }

  private void recover() throws InterruptedException {
    notifier.status("finishing what an interrupted run left");
    try {
      job.recover();
    } catch (IOException | RuntimeException e) {
      var _ = told(e);
    }
  }

  private void loop() throws InterruptedException {
    int atOnce = 0;
    while (!stop.isAsked()) {
      heartbeat.beat();
      notifier.status("converging");
      readSettings();
      Round round = converge();
      if (stop.isAsked()) {
        return;
      }
      Next own = schedule.own(timetable, clock.instant(), round.opens().map(this::opening));
      Heard answer = report(own.in());
      if (stop.isAsked()) {
        return;
      }
      if (answer.news() == News.ORDER && atOnce < MOST_AT_ONCE) {
        atOnce++;
        log.note(round.summary() + "; the server has other orders now: once more");
        continue;
      }
      atOnce = 0;
      boolean failed = round.again() == Again.SOON || answer.again() == Again.SOON;
      Next next =
          schedule.next(
              timetable,
              new Schedule.Ended(
                  failed ? Success.FAILED : Success.GOOD,
                  later(round.retryAfter(), answer.retryAfter()),
                  answer.pollAfter()),
              own);
      Optional<Problem> trouble = round.problems().stream().findFirst().or(answer::problem);
      goOn(round.summary(), next, trouble, clock.instant().getEpochSecond());
    }
  }

  private static Optional<Duration> later(Optional<Duration> one, Optional<Duration> other) {
    return one.isEmpty() || other.filter(o -> o.compareTo(one.get()) > 0).isPresent() ? other : one;
  }

  private Opening opening(Job.Window window) {
    Duration in = Duration.between(clock.instant(), window.opens());
    Duration lasts =
        window.closes().map(closes -> Duration.between(window.opens(), closes)).orElse(ENDLESS);
    return new Opening(in, lasts);
  }

  /// What cannot be read leaves everything as it was.
  private void readSettings() {
    try {
      timetable = job.timetable();
    } catch (IOException | RuntimeException e) {
      var _ = told(e);
    }
  }

  private Round converge() throws InterruptedException {
    try {
      Round round = job.converge();
      round.problems().forEach(log::warning);
      return round;
    } catch (IOException | RuntimeException e) {
      Problem problem = told(e);
      return new Round(
          "failed: " + problem.code(),
          List.of(problem),
          Again.SOON,
          Optional.empty(),
          Optional.empty());
    }
  }

  private Heard report(Duration next) throws InterruptedException {
    try {
      Heard answer = job.report(next);
      if (answer.by() == Job.By.SERVER) {
        heard = clock.instant().getEpochSecond();
      }
      return answer;
    } catch (IOException | RuntimeException e) {
      return Heard.not(told(e), Again.SOON, Optional.empty());
    }
  }

  /// Nothing is said of what the wish to stop broke off.
  private Problem told(Exception thrown) {
    Problem problem = Explanation.of(thrown);
    if (!stop.isAsked()) {
      log.warning(problem);
    }
    return problem;
  }

  /// Says and writes down how it stands, and waits.
  private void goOn(String summary, Next next, Optional<Problem> trouble, long polled)
      throws InterruptedException {
    String line =
        "%s; next poll in %s (%s)"
            .formatted(summary, Figures.duration(next.in()), next.cause().word());
    log.note(line);
    notifier.status(line);
    write(next, trouble, polled);
    drift.ends();
    pause(next);
  }

  private void write(Next next, Optional<Problem> trouble, long polled) {
    ProcessHandle self = ProcessHandle.current();
    Instant due = clock.instant().plus(next.in());
    Diary.Entry entry =
        new Diary.Entry(
            self.pid(),
            Diary.startOf(self),
            polled,
            due.getEpochSecond(),
            next.cause().word(),
            schedule.failures(),
            heard,
            trouble,
            Optional.of(knowledge.status()));
    try {
      diary.write(entry);
    } catch (IOException e) {
      var _ = told(e);
    }
  }

  /// Until the next poll is due, an order waits, or something changed on this machine. A server that is busy, or gone, is not
  /// asked for that.
  private void pause(Next next) throws InterruptedException {
    try (Listening listening = Listening.begin(job, stop, random)) {
      long end = System.nanoTime() + next.in().toNanos();
      Duration left = next.in();
      Respite respite = new Respite(left);
      while (left.isPositive() && !listening.hasHeard()) {
        Duration wait = min(respite.in(left), heartbeat.longestWait());
        Optional<Duration> changed = drift.in();
        if (changed.isPresent() && next.cause() != Schedule.Cause.BACK_OFF) {
          if (changed.get().isZero()) {
            drift.begins(timetable.interval());
            return;
          }
          wait = min(wait, changed.get());
        }
        if (stop.await(wait)) {
          return;
        }
        heartbeat.beat();
        left = Duration.ofNanos(end - System.nanoTime());
        if (respite.comes(left)) {
          job.rest();
        }
      }
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
