package lockstep.agent.converge;

/// Milliseconds on the monotonic clock.
final class Stopwatch {
  private final long started = System.nanoTime();

  long millis() {
    return (System.nanoTime() - started) / 1_000_000;
  }
}
