package lockstep.agent.limit;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import lockstep.images.Pace;
import org.jspecify.annotations.Nullable;

/// Keeps what passes it to an average, and the process to its share of the processors.
final class CappedPace implements Pace {
  /// What comes in one piece stays within the burst, also when two threads do it at once.
  private static final double STEP_SECONDS = Bucket.BURST_SECONDS / 2;

  private static final int LEAST_STEP = 4 << 10;
  private static final int MOST_STEP = 1 << 20;

  /// A shorter sleep is not worth waking up from.
  private static final long LEAST_SLEEP_NANOS = 1_000_000;

  private final @Nullable Bucket bytes;
  private final @Nullable CpuMeter cpu;
  private final BooleanSupplier held;
  private final int step;

  /// @param bytesPerSecond infinite: they are not capped
  /// @param held whether anybody is to wait now
  CappedPace(double bytesPerSecond, @Nullable CpuMeter cpu, BooleanSupplier held) {
    boolean capped = Double.isFinite(bytesPerSecond);
    bytes = capped ? new Bucket(bytesPerSecond, 0, System.nanoTime()) : null;
    step =
        capped
            ? (int) Math.clamp(bytesPerSecond * STEP_SECONDS, LEAST_STEP, MOST_STEP)
            : Pace.FREE.step();
    this.cpu = cpu;
    this.held = held;
  }

  @Override
  public int step() {
    return step;
  }

  @Override
  public void moved(long count) {
    long wait = look(count);
    while (wait >= LEAST_SLEEP_NANOS && held.getAsBoolean() && sleep(wait)) {
      wait = look(0);
    }
  }

  private long look(long count) {
    long forBytes = bytes == null ? 0 : bytes.take((double) count, System.nanoTime());
    long forCpu = cpu == null ? 0 : cpu.look();
    return Math.max(forBytes, forCpu);
  }

  /// @return false when the thread was interrupted, which it still is
  private static boolean sleep(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
