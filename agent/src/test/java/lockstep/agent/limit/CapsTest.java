package lockstep.agent.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lockstep.excludes.Bytes;
import lockstep.images.Pace;
import lockstep.images.tree.Directory;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.IoPriority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A cap that waited where it must not would wait for days here.
@Timeout(60)
class CapsTest {
  private static final double RATE = 8 << 20;
  private static final long DAYS_WORTH = 1L << 42;

  @TempDir Path scratch;

  private static Caps disk() {
    return Caps.of(
        new Limits(
            Optional.empty(),
            Optional.of(RATE),
            Optional.empty(),
            Limits.Io.UNCHANGED,
            Limits.Spare.NETWORK));
  }

  @Test
  void withoutLimitsNothingIsLookedAt() {
    assertThat(Caps.of(Limits.NONE)).isSameAs(Caps.NONE);
    assertThat(Caps.NONE.disk()).isSameAs(Pace.FREE);
    assertThat(Caps.NONE.network()).isSameAs(Pace.FREE);
    assertThat(disk().network()).isSameAs(Pace.FREE);
  }

  @Test
  void threadsThatReadAndWriteFilesTogetherKeepTheRate() throws Exception {
    Files.write(scratch.resolve("file"), new byte[2 << 20]);
    Caps caps = disk();
    caps.hold();
    long start = System.nanoTime();
    long moved = 0;
    try (Directory directory = Directory.open(scratch, caps.disk());
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Long>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Bytes copy = Bytes.of("copy" + i);
        running.add(threads.submit(() -> copy(directory, copy)));
      }
      for (Future<Long> one : running) {
        moved += one.get();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(moved).isEqualTo(4 * 2 * (2L << 20));
    // That it is not much less either is measured where nothing else runs: bench/caps.
    assertThat(moved / seconds / RATE).isBetween(0.5, 1.1);
  }

  /// @return bytes read and written
  private static long copy(Directory directory, Bytes name) throws IOException {
    try (FileHandle source = directory.openRead(Bytes.of("file"));
        FileHandle target = directory.createFile(name, 0600)) {
      ByteBuffer content = ByteBuffer.allocateDirect((int) source.size());
      while (source.read(content, content.position()) > 0) {}
      long read = content.position();
      target.write(content.flip(), 0);
      return read + target.size();
    }
  }

  @Test
  void nobodyWaitsWhileTheyAreLiftedAndItIsMadeUpForAfterwards() throws Exception {
    Caps caps = disk();
    caps.disk().moved(DAYS_WORTH);
    caps.hold();
    caps.lift();
    caps.disk().moved(DAYS_WORTH);

    Caps held = disk();
    held.disk().moved((long) RATE / 2);
    held.hold();
    long start = System.nanoTime();
    held.disk().moved(0);
    assertThat(System.nanoTime() - start).isGreaterThan(400_000_000);
  }

  @Test
  void anInterruptedThreadEndsItsWait() throws Exception {
    Caps caps = disk();
    caps.hold();
    Thread waiting = new Thread(() -> caps.disk().moved(DAYS_WORTH));
    waiting.start();
    waiting.interrupt();
    waiting.join();
    assertThat(waiting.isAlive()).isFalse();
  }

  @Test
  void everyThreadOfTheProcessIsIdleToTheDiskAndAsBeforeWhenLifted() throws Exception {
    Caps caps =
        Caps.of(
            new Limits(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Limits.Io.IDLE,
                Limits.Spare.NETWORK));
    IoPriority before = IoPriority.ofThisThread();
    assertThat(classes()).doesNotContain("idle");

    caps.hold();
    assertThat(classes()).containsOnly("idle");
    caps.hold();
    caps.lift();

    assertThat(IoPriority.ofThisThread()).isEqualTo(before);
    assertThat(classes()).isNotEmpty().doesNotContain("idle");
  }

  /// Of all threads, as another program sees them.
  private static List<String> classes() throws Exception {
    // Threads come and go.
    String script =
        "cd /proc/%d/task; for thread in *; do ionice -p $thread || true; done"
            .formatted(ProcessHandle.current().pid());
    Process process = new ProcessBuilder("sh", "-c", script).start();
    List<String> lines = process.inputReader().readAllLines();
    assertThat(process.waitFor()).isZero();
    return lines.stream().map(line -> line.replaceAll(":.*", "")).toList();
  }
}
