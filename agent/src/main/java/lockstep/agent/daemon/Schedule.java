package lockstep.agent.daemon;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import lockstep.images.ContentHash;

/// When a machine polls next. Holds nothing but how often in a row it failed, waits for nothing, knows no clock. Not for
/// several threads.
///
/// A machine that is well polls at a phase of the interval that is its own, from its id, so that a fleet is spread evenly however
/// it was started; each poll is late by up to the splay. What the server asks for goes before that, within bounds. After a failure
/// it waits for a time drawn from nothing to a bound (full jitter), which doubles from a sixteenth of the interval to all
/// of it; where a busy server says when to come, the bound begins at a tenth of that, and comes on top.
final class Schedule {
  /// What a server may ask for: one in wrong hands can neither have its fleet at its throat nor silence it.
  static final Duration LONGEST_ASKED = Duration.ofDays(1);

  static final Duration LEAST = Duration.ofSeconds(1);
  private static final int FIRST_BACK_OFF = 16;
  private static final int ENOUGH_DOUBLINGS = 10;

  private final RandomGenerator random;
  private final long hash;
  private int failures;

  /// @param machine its id
  Schedule(String machine, RandomGenerator random) {
    this.random = random;
    byte[] seed = ("lockstep poll\n" + machine).getBytes(StandardCharsets.UTF_8);
    hash = ContentHash.of(ByteBuffer.wrap(seed)).w0();
  }

  /// What a poll brought that bears on the next.
  ///
  /// @param retryAfter what a server asked for that does not serve now
  /// @param pollAfter what a server asked for that serves; zero or less: nothing
  record Ended(Success success, Optional<Duration> retryAfter, Duration pollAfter) {}

  enum Success {
    GOOD,
    FAILED
  }

  /// @param in how long until something that was put off may be done
  /// @param lasts how long it may be done then
  record Opening(Duration in, Duration lasts) {}

  /// Why the next poll is when it is.
  enum Cause {
    SCHEDULE,
    SERVER,
    WINDOW,
    BACK_OFF;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  record Next(Duration in, Cause cause) {}

  /// From the start of the daemon to its first poll.
  Duration first(Timetable timetable) {
    return upTo(timetable.splay());
  }

  /// How often in a row it failed.
  int failures() {
    return failures;
  }

  /// From now to the next poll, if nobody says otherwise.
  ///
  /// @param now only the phase is taken from it; it may be wrong
  Next own(Timetable timetable, Instant now, Optional<Opening> opens) {
    Duration own = untilPhase(timetable, now).plus(upTo(timetable.splay()));
    if (opens.isPresent()) {
      Duration late = upTo(least(timetable.splay(), opens.get().lasts().dividedBy(2)));
      Duration then = most(LEAST, opens.get().in().plus(late));
      if (then.compareTo(own) < 0) {
        return new Next(then, Cause.WINDOW);
      }
    }
    return new Next(own, Cause.SCHEDULE);
  }

  /// From the end of a poll to the next.
  ///
  /// @param own what [#own] said
  Next next(Timetable timetable, Ended ended, Next own) {
    if (ended.success() == Success.FAILED) {
      failures++;
      return new Next(backOff(timetable, ended.retryAfter()), Cause.BACK_OFF);
    }
    failures = 0;
    if (ended.pollAfter().compareTo(Duration.ZERO) <= 0) {
      return own;
    }
    Duration asked = least(ended.pollAfter(), LONGEST_ASKED);
    Duration late = upTo(least(timetable.splay(), asked.dividedBy(10)));
    return new Next(most(LEAST, asked.plus(late)), Cause.SERVER);
  }

  /// To the next time at which the clock is at this machine's phase; one that is so near that it would be the same poll again is
  /// left out.
  private Duration untilPhase(Timetable timetable, Instant now) {
    long interval = timetable.interval().toMillis();
    long phase = Long.remainderUnsigned(hash, interval);
    long second = Math.floorMod(now.getEpochSecond(), interval);
    long at = (second * 1000 + now.getNano() / 1_000_000) % interval;
    long wait = Math.floorMod(phase - at, interval);
    return Duration.ofMillis(wait < interval / 4 ? wait + interval : wait);
  }

  private Duration backOff(Timetable timetable, Optional<Duration> retryAfter) {
    Duration longest = most(LEAST, timetable.interval());
    if (retryAfter.isEmpty()) {
      Duration first = timetable.interval().dividedBy(FIRST_BACK_OFF);
      return most(LEAST, upTo(doubled(most(LEAST, first), longest)));
    }
    // A server that is busy gives each another moment: who is much later than that finds it idle.
    Duration asked = least(retryAfter.get(), LONGEST_ASKED);
    return most(LEAST, asked.plus(upTo(doubled(most(LEAST, asked.dividedBy(10)), longest))));
  }

  private Duration doubled(Duration first, Duration bound) {
    return least(first.multipliedBy(1L << Math.min(failures - 1, ENOUGH_DOUBLINGS)), bound);
  }

  private Duration upTo(Duration bound) {
    return Duration.ofNanos(random.nextLong(bound.toNanos() + 1));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration most(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
