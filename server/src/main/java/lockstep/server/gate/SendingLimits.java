package lockstep.server.gate;

import java.time.Duration;

/// How large answers share the way out.
///
/// @param largeBytes from so many on an answer needs a turn
/// @param turns answers that have their turn at one time: enough to fill a fast link, few enough that each gets on
/// @param turn how long one has it; then it is sent on beside the others, so that slow clients hold nobody up
/// @param most that are sent at one time, those whose turn is over included; half of them to one source
/// @param maxLine that wait for their turn at one time
/// @param maxWait for it; less than clients wait for the head of an answer: ours 30 s, from a mirror 15 s
record SendingLimits(
    int largeBytes, int turns, Duration turn, int most, int maxLine, Duration maxWait) {

  static SendingLimits defaults() {
    return new SendingLimits(
        256 << 10, 256, Duration.ofSeconds(10), 2048, 4096, Duration.ofSeconds(10));
  }
}
