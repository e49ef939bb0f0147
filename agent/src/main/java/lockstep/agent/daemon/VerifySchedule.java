package lockstep.agent.daemon;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import lockstep.images.ContentHash;

/// When a machine reads every byte again: the stat index believes what the kernel says of a file, and a disk that rots, or somebody
/// who writes to it directly, says nothing.
public record VerifySchedule(Duration interval) {
  public static final VerifySchedule USUAL = new VerifySchedule(Duration.ofDays(7));

  public static final Span INTERVALS = new Span(Duration.ofHours(1), Duration.ofDays(365));

  /// @param text such as `7d`
  /// @throws IllegalArgumentException with the reason why it is no interval
  public static VerifySchedule parse(String text) {
    return new VerifySchedule(INTERVALS.parse(text));
  }

  /// Machines that were set up at once do not all read at once: each is early by up to a tenth, always the same.
  ///
  /// @param last in seconds since 1970; one that has yet to come is from a clock that was wrong
  public boolean isDue(String machine, long last, Instant now) {
    long early =
        Long.remainderUnsigned(
            ContentHash.of(ByteBuffer.wrap(machine.getBytes(StandardCharsets.UTF_8))).w0(),
            interval.toSeconds() / 10);
    long passed = now.getEpochSecond() - last;
    return passed < 0 || passed >= interval.toSeconds() - early;
  }
}
