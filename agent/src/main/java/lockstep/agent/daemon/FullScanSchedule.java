package lockstep.agent.daemon;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import lockstep.images.ContentHash;

/// When a machine whose root is watched looks at all of it again: not every change is told of.
public record FullScanSchedule(Duration interval) {
  public static final FullScanSchedule USUAL = new FullScanSchedule(Duration.ofDays(1));

  public static final Span INTERVALS = new Span(Duration.ofSeconds(1), Duration.ofDays(30));

  /// @param text such as `1d`
  /// @throws IllegalArgumentException with the reason why it is no interval
  public static FullScanSchedule parse(String text) {
    return new FullScanSchedule(INTERVALS.parse(text));
  }

  /// From one to the next. Machines that were set up at once do not all look at once: each is early by up to a tenth, always the
  /// same.
  public Duration of(String machine) {
    byte[] seed = ("lockstep full scan\n" + machine).getBytes(StandardCharsets.UTF_8);
    long hash = ContentHash.of(ByteBuffer.wrap(seed)).w0();
    return interval.minusMillis(Long.remainderUnsigned(hash, interval.toMillis() / 10));
  }
}
