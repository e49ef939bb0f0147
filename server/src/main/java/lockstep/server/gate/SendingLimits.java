package lockstep.server.gate;

import java.time.Duration;

/// How large answers share the way out.
///
/// @param largeBytes from so many on an answer needs a turn
/// @param turns answers that have their turn at one time: enough to fill a fast link, few enough that each gets on
/// @param turn how long one has it; then it is sent on beside the others, so that slow clients hold nobody up
/// @param most that are sent at one time, those whose turn is over included
/// @param maxLine that wait for their turn at one time
/// @param maxWait for it; less than a client waits for the head of an answer
record SendingLimits(
    int largeBytes, int turns, Duration turn, int most, int maxLine, Duration maxWait) {

  static SendingLimits defaults() {
    return new SendingLimits(
        256 << 10, 256, Duration.ofSeconds(10), 1024, 4096, Duration.ofSeconds(20));
  }
}
