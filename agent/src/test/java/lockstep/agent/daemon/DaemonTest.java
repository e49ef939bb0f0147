package lockstep.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import lockstep.agent.converge.Watcher;
import lockstep.agent.daemon.Job.Again;
import lockstep.agent.daemon.Job.Heard;
import lockstep.agent.daemon.Job.News;
import lockstep.agent.daemon.Job.Round;
import lockstep.agent.watch.Knowledge;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Console;
import lockstep.images.tree.DatagramReceiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The loop with work that a test hands it, piece by piece.
class DaemonTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Timetable BRISK = new Timetable(Duration.ofSeconds(1), Duration.ZERO);
  private static final Round UNCHANGED =
      new Round("unchanged", List.of(), Again.IN_TIME, Optional.empty(), Optional.empty());
  private static final Heard WELL = Heard.well(Duration.ZERO, News.NONE);
  private static final Problem BROKEN = new Problem("E-BROKEN", "/x", "it\nbroke", "mend it");

  /// One piece of work.
  private interface Piece {
    Round converge() throws IOException, InterruptedException;
  }

  /// What a server says to who listens.
  private interface Word {
    News listen() throws IOException;
  }

  /// Does what it is handed, and then waits for more.
  private static final class Work implements Job {
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final BlockingQueue<Heard> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Word> words = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
    private volatile Timetable timetable = BRISK;

    @Override
    public Timetable timetable() {
      return timetable;
    }

    @Override
    public void recover() {
      done.add("recover");
    }

    @Override
    public Round converge() throws IOException, InterruptedException {
      done.add("converge");
      return pieces.take().converge();
    }

    @Override
    public Heard report(Duration next) {
      done.add("report");
      Heard answer = answers.poll();
      return answer == null ? WELL : answer;
    }

    @Override
    public News listen() throws IOException, InterruptedException {
      return words.take().listen();
    }

    @Override
    public void rest() {
      done.add("rest");
    }

    void awaits(String... steps) throws InterruptedException {
      for (String step : steps) {
        assertThat(done.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(step);
      }
    }
  }

  @TempDir Path scratch;
  private final Work work = new Work();
  private final Stop stop = new Stop();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final AtomicReference<Duration> clockIsWrongBy = new AtomicReference<>(Duration.ZERO);
  private Path socket;
  private DatagramReceiver systemd;
  private Thread thread = new Thread();

  @BeforeEach
  void listen() throws IOException {
    socket = scratch.resolve("notify");
    systemd = DatagramReceiver.at(socket.toString());
  }

  @AfterEach
  void end() throws InterruptedException {
    stop.ask();
    thread.interrupt();
    thread.join();
    systemd.close();
  }

  private void start(Map<String, String> environment) {
    InstantSource clock = () -> Instant.now().plus(clockIsWrongBy.get());
    PrintStream err = new PrintStream(log, true, StandardCharsets.UTF_8);
    Console console = new Console(err, err, Console.Display.LOG, Console.Detail.BRIEF, clock);
    thread =
        Thread.ofPlatform()
            .start(() -> {
              try (Notifier notifier = Notifier.of(environment)) {
                new Daemon(
                        "web-17",
                        work.timetable(),
                        work,
                        Knowledge.unwatched(scratch.resolve("index"), "nobody watches here"),
                        stop,
                        notifier,
                        Heartbeat.of(notifier, environment),
                        new Diary(scratch),
                        console,
                        clock,
                        new Random(1))
                    .run(Daemon.First.WITHIN_THE_SPLAY);
              }
            });
  }

  private Map<String, String> watchdog(Duration limit) {
    return Map.of(
        "NOTIFY_SOCKET",
        socket.toString(),
        "WATCHDOG_USEC",
        Long.toString(limit.toNanos() / 1000),
        "WATCHDOG_PID",
        Long.toString(ProcessHandle.current().pid()));
  }

  private String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  @Test
  void itRecoversConvergesReportsWaitsAndDoesSoAgain() throws Exception {
    work.pieces.addAll(List.of(() -> UNCHANGED, () -> UNCHANGED));
    start(Map.of());
    work.awaits("recover", "converge", "report", "converge", "report", "converge");
    Diary.Entry entry = new Diary(scratch).read().orElseThrow();
    assertThat(entry.isRunning()).isTrue();
    assertThat(entry.cause()).isEqualTo("schedule");
    assertThat(entry.failures()).isZero();
    assertThat(entry.heard()).isPositive();
    assertThat(log()).contains("unchanged; next poll in ");
  }

  @Test
  void whateverGoesWrongIsALineAndAReasonToComeAgain() throws Exception {
    work.pieces.addAll(
        List.of(
            () -> {
              throw new ProblemException(BROKEN);
            },
            () -> {
              throw new IOException("No space left on device");
            },
            () -> {
              throw new IllegalStateException("a bug");
            },
            () ->
                new Round(
                    "failed", List.of(BROKEN), Again.SOON, Optional.empty(), Optional.empty())));
    start(Map.of());
    work.awaits("recover", "converge", "report", "converge", "report", "converge", "report");
    work.awaits("converge", "report", "converge");
    Diary.Entry entry = new Diary(scratch).read().orElseThrow();
    assertThat(entry.failures()).isEqualTo(4);
    assertThat(entry.cause()).isEqualTo("back-off");
    assertThat(entry.trouble()).contains(BROKEN);
    assertThat(log().lines().filter(line -> line.contains("E-BROKEN")))
        .contains("warning: E-BROKEN /x: it\\x0abroke; next: mend it");
    assertThat(log()).contains("E-SPACE").contains("E-INTERNAL");
  }

  @Test
  void aWordOfTheServersEndsTheWait() throws Exception {
    work.timetable = new Timetable(Duration.ofDays(1), Duration.ZERO);
    work.words.add(() -> News.ORDER); // in the wait before the first
    work.pieces.addAll(List.of(() -> UNCHANGED, () -> UNCHANGED));
    start(Map.of());
    work.awaits("recover", "converge", "report");
    work.words.add(() -> News.ORDER);
    work.awaits("converge", "report");
    work.words.add(() -> {
      throw new IOException("it went away");
    });
    stop.ask();
    thread.join(SOON.toMillis());
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void aDiaryThatCannotBeWrittenEndsNothing() throws Exception {
    Files.createDirectory(scratch.resolve("daemon.json"));
    Files.createFile(scratch.resolve("daemon.json/taken"));
    work.pieces.add(() -> UNCHANGED);
    start(Map.of());
    work.awaits("recover", "converge", "report", "converge");
    assertThat(log()).contains("daemon.json");
  }

  @Test
  void anOrderInTheAnswerIsObeyedAtOnceButNotForEver() throws Exception {
    work.timetable = new Timetable(Duration.ofHours(1), Duration.ZERO);
    Heard order = Heard.well(Duration.ZERO, News.ORDER);
    for (int i = 0; i < 6; i++) {
      work.pieces.add(() -> UNCHANGED);
      work.answers.add(order);
    }
    start(Map.of());
    work.awaits("recover");
    for (int i = 0; i < 4; i++) {
      work.awaits("converge", "report");
    }
    assertThat(work.done.poll(100, TimeUnit.MILLISECONDS)).isNull();
    assertThat(work.pieces).hasSize(2);
  }

  @Test
  void theServersPacingIsHonoured() throws Exception {
    work.timetable = new Timetable(Duration.ofDays(7), Duration.ZERO);
    work.answers.add(Heard.well(Duration.ofSeconds(1), News.NONE));
    work.pieces.add(() -> UNCHANGED);
    start(Map.of());
    work.awaits("recover", "converge", "report", "converge");
    assertThat(new Diary(scratch).read().orElseThrow().cause()).isEqualTo("server");
  }

  @Test
  void aClockThatJumpsByYearsNeitherHurriesNorDelaysIt() throws Exception {
    work.pieces.addAll(
        List.of(
            () -> {
              clockIsWrongBy.set(Duration.ofDays(40_000));
              return UNCHANGED;
            },
            () -> {
              clockIsWrongBy.set(Duration.ofDays(-20_000));
              return UNCHANGED;
            },
            () -> UNCHANGED));
    long begun = System.nanoTime();
    start(Map.of());
    work.awaits("recover", "converge", "report", "converge", "report", "converge", "report");
    work.awaits("converge");
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(took).isBetween(Duration.ofMillis(3 * 250), Duration.ofSeconds(3 * 2));
  }

  @Test
  void aWishToStopEndsAWaitAtOnce() throws Exception {
    work.timetable = new Timetable(Duration.ofDays(7), Duration.ZERO);
    work.pieces.add(() -> UNCHANGED);
    start(watchdog(Duration.ofHours(1)));
    work.awaits("recover", "converge", "report");
    heard("STATUS=unchanged");
    stop.ask();
    assertThat(thread.join(SOON)).isTrue();
    heard("STOPPING=1");
  }

  @Test
  void aWishToStopInterruptsAConvergeButNoCommit() throws Exception {
    CountDownLatch committing = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    AtomicReference<String> seen = new AtomicReference<>("");
    work.pieces.add(() -> {
      JobWatcher watcher = new JobWatcher(stop, Heartbeat.of(Notifier.of(Map.of()), Map.of()));
      watcher.phase(Watcher.Phase.STAGE);
      watcher.phase(Watcher.Phase.COMMIT);
      committing.countDown();
      asked.await();
      seen.set(Thread.currentThread().isInterrupted() ? "disturbed" : "in peace");
      watcher.phase(Watcher.Phase.CLOSING_SCAN);
      throw new UncheckedIOException(
          new IOException(
              Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted"));
    });
    start(Map.of());
    committing.await();
    stop.ask();
    asked.countDown();
    assertThat(thread.join(SOON)).isTrue();
    assertThat(seen).hasValue("in peace");
    assertThat(log()).doesNotContain("not interrupted").doesNotContain("E-INTERNAL");
  }

  /// Reads what systemd is told until a line begins so.
  private void heard(String line) throws IOException {
    while (true) {
      String told = systemd.next(SOON).orElseThrow(() -> new AssertionError("never: " + line));
      if (told.lines().anyMatch(one -> one.startsWith(line))) {
        return;
      }
    }
  }

  @Test
  void systemdHearsThatItIsReadyAndThenTheBeatOfTheWait() throws Exception {
    work.timetable = new Timetable(Duration.ofHours(1), Duration.ZERO);
    work.pieces.add(() -> UNCHANGED);
    start(watchdog(Duration.ofMillis(400)));
    heard("READY=1");
    heard("STATUS=converging");
    heard("STATUS=unchanged; next poll in ");
    long begun = System.nanoTime();
    for (int i = 0; i < 5; i++) {
      heard("WATCHDOG=1");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void aConvergeThatGetsOnBeatsAndOneThatHangsDoesNot() throws Exception {
    BlockingQueue<Watcher.Phase> phases = new LinkedBlockingQueue<>();
    Map<String, String> environment = watchdog(Duration.ofMillis(400));
    work.pieces.add(() -> {
      try (Notifier notifier = Notifier.of(environment)) {
        JobWatcher watcher = new JobWatcher(stop, Heartbeat.of(notifier, environment));
        while (true) {
          watcher.phase(phases.take());
        }
      }
    });
    start(environment);
    work.awaits("recover", "converge");
    heard("STATUS=converging");
    phases.add(Watcher.Phase.SCAN);
    heard("WATCHDOG=1");
    assertThat(systemd.next(Duration.ofSeconds(1))).isEmpty();
    phases.add(Watcher.Phase.STAGE);
    heard("WATCHDOG=1");
  }

  @Test
  void aWatchdogThatIsMeantForAnotherProcessIsLeftAlone() throws Exception {
    work.timetable = new Timetable(Duration.ofHours(1), Duration.ZERO);
    work.pieces.add(() -> UNCHANGED);
    start(
        Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "200000", "WATCHDOG_PID", "1"));
    heard("STATUS=unchanged; next poll in ");
    assertThat(systemd.next(Duration.ofMillis(500))).isEmpty();
  }
}
