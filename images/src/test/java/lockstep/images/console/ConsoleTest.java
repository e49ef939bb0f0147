package lockstep.images.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Console.Detail;
import lockstep.images.console.Console.Display;
import lockstep.images.console.Progress.Measure;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final InstantSource clock = now::get;

  private Console console(Display display) {
    return console(display, Detail.BRIEF);
  }

  private Console console(Display display, Detail detail) {
    return new Console(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        display,
        detail,
        clock);
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aBarShowsShareRateAndRemainingTime() {
    Progress progress = console(Display.TERMINAL).progress("fetching", Measure.BYTES, 10_000_000);
    pass(Duration.ofSeconds(1));
    progress.advance(2_500_000);
    assertThat(err())
        .contains("fetching ━━━━━━┄")
        .endsWith(" 25%  2.50 MB of 10.0 MB  2.50 MB/s  3.00 s left");
  }

  @Test
  void aBarIsRepaintedAtMostTenTimesASecond() {
    Progress progress = console(Display.TERMINAL).progress("scanning", Measure.ITEMS, 0);
    for (int i = 0; i < 1000; i++) {
      pass(Duration.ofMillis(1));
      progress.advance(1);
    }
    assertThat(err().split("\r", -1)).hasSize(11);
  }

  @Test
  void aResultNeverMixesWithABar() {
    Console console = console(Display.TERMINAL);
    Progress progress = console.progress("scanning", Measure.ITEMS, 0);
    pass(Duration.ofSeconds(1));
    progress.advance(5);
    console.result("machine m1");
    assertThat(err()).endsWith("\r\033[2K");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("machine m1\n");
  }

  @Test
  void aLogGetsALineEveryTenSecondsAndOneAtTheEnd() {
    try (Progress progress = console(Display.LINES).progress("scanning", Measure.ITEMS, 40)) {
      for (int second = 0; second < 20; second++) {
        pass(Duration.ofSeconds(1));
        progress.advance(2);
      }
    }
    assertThat(err().lines())
        .containsExactly(
            "scanning:  50%  20 of 40  2/s  10.0 s left",
            "scanning: 100%  40 of 40  2/s", "scanning: 40 in 20.0 s");
  }

  @Test
  void aSilentConsoleStillShowsFailures() {
    Console console = console(Display.SILENT);
    try (Progress progress = console.progress("scanning", Measure.ITEMS, 40)) {
      pass(Duration.ofMinutes(1));
      progress.advance(40);
    }
    console.note("by the way");
    assertThat(err()).isEmpty();
    console.failure(new Problem("E-DISK", "/data", "the disk is full", "free 2 GB"));
    assertThat(err()).isEqualTo("error: E-DISK /data: the disk is full\n  next: free 2 GB\n");
  }

  @Test
  void aStackTraceIsShownOnlyWhenAskedFor() {
    console(Display.LINES).failure(new NoSuchFileException("/srv/repo"));
    assertThat(err())
        .isEqualTo(
            "error: E-NO-FILE /srv/repo: there is no such file or directory\n  next: check the path\n");
    console(Display.LINES, Detail.DEBUG).failure(new NoSuchFileException("/srv/repo"));
    assertThat(err()).contains("\tat lockstep.images.console.ConsoleTest");
  }

  @Test
  void textFromElsewhereCannotSteerTheTerminal() {
    console(Display.LINES).note("host \033[2Jevil\nerror: forged");
    assertThat(err()).isEqualTo("host \\x1b[2Jevil\\x0aerror: forged\n");
  }

  @Test
  void ordinaryTextIsShownAsItIs() {
    assertThat(Inert.text("naïve \\ 名前 🙂")).isEqualTo("naïve \\ 名前 🙂");
  }

  @Test
  void aFailureKeepsTheProblemItWasThrownWith() {
    Problem problem = new Problem("E-PORT", "", "in use", "choose another");
    assertThat(Explanation.of(new ProblemException(problem))).isEqualTo(problem);
    assertThat(Explanation.of(new IOException("broken pipe")).code()).isEqualTo("E-IO");
    assertThat(Explanation.of(new IllegalStateException("!")).code()).isEqualTo("E-INTERNAL");
  }

  @Test
  void whyNoConnectionCameAboutIsSaid() {
    ConnectException refused = new ConnectException("Connection refused");
    assertThat(Explanation.of(refused).message()).isEqualTo("the connection was refused");
    ConnectException unknown = new ConnectException();
    unknown.initCause(new UnresolvedAddressException());
    assertThat(Explanation.of(unknown).message()).isEqualTo("the host is not known");
    ConnectException far = new ConnectException("No route to host");
    assertThat(Explanation.of(far).message()).isEqualTo("No route to host");
  }

  @Test
  void aTableAlignsWordsLeftAndNumbersRight() {
    Table table = new Table().words("MACHINE").numbers("FILES");
    table.row("m1", "9,970").row("", "1");
    assertThat(table.lines()).containsExactly("MACHINE  FILES", "m1       9,970", "-            1");
    assertThatThrownBy(() -> table.row("one cell")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void quantitiesHaveThreeFiguresAndAUnit() {
    assertThat(Figures.bytes(0)).isEqualTo("0 B");
    assertThat(Figures.bytes(999)).isEqualTo("999 B");
    assertThat(Figures.bytes(1000)).isEqualTo("1.00 kB");
    assertThat(Figures.bytes(999_600)).isEqualTo("1.00 MB");
    assertThat(Figures.bytes(Long.MAX_VALUE)).isEqualTo("9.22 EB");
    assertThat(Figures.duration(Duration.ofMillis(999))).isEqualTo("999 ms");
    assertThat(Figures.duration(Duration.ofMillis(59_949))).isEqualTo("59.9 s");
    assertThat(Figures.duration(Duration.ofMillis(59_999))).isEqualTo("1 min 00 s");
    assertThat(Figures.duration(Duration.ofMinutes(200))).isEqualTo("3 h 20 min");
    assertThat(Figures.duration(Duration.ofHours(98))).isEqualTo("4 d 02 h");
  }
}
