package lockstep.server.gate;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.proto.AssignmentMsg;
import lockstep.proto.MachineMsg;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.MachineKey;
import lockstep.server.gate.Listeners.Heard;
import lockstep.server.rollout.LiveRollout;

/// Says to a machine what is meant for it alone: in answer to its check-in, and between two of them to one that listens.
///
/// Nobody who listens is told *what* there is: the machine checks in, as it would have later, and hears it then.
final class WordDesk {
  /// Below the minute after which people, proxies and our own gate take a silent connection for a dead one.
  private static final Duration LONGEST = Duration.ofSeconds(45);

  /// A rollout that begins to hurry is noticed by looking.
  private static final Duration GLANCE = Duration.ofSeconds(2);

  private static final long NO_WORD = 0;

  private final Fleet fleet;
  private final Optional<LiveRollout> rollout;
  private final Listeners listeners;
  private final Duration longest;
  private final InstantSource clock;

  WordDesk(
      Fleet fleet,
      Optional<LiveRollout> rollout,
      Listeners listeners,
      GateLimits limits,
      InstantSource clock) {
    this.fleet = fleet;
    this.rollout = rollout;
    this.listeners = listeners;
    this.clock = clock;
    Duration patient = limits.stallTimeout().multipliedBy(3).dividedBy(4);
    longest = patient.compareTo(LONGEST) < 0 ? patient : LONGEST;
  }

  /// What a machine that has just checked in is told.
  AssignmentMsg assignment(MachineMsg machine) {
    AssignmentMsg assignment = Fleet.assignment(machine, clock.instant());
    int poll = pollAfterSeconds(machine);
    return assignment.toBuilder().setPollAfterSeconds(poll).setWord(word(assignment, poll)).build();
  }

  private int pollAfterSeconds(MachineMsg machine) {
    return rollout.map(live -> live.pollAfterSeconds(machine)).orElse(0);
  }

  /// Another one where something else is said; never [#NO_WORD].
  private static long word(AssignmentMsg assignment, int pollAfterSeconds) {
    return 1 + 2 * assignment.getOrder().getNumber() + (pollAfterSeconds > 0 ? 1 : 0);
  }

  private long word(MachineMsg machine) {
    return word(Fleet.assignment(machine, clock.instant()), pollAfterSeconds(machine));
  }

  /// Waits until something else is said to the machine than when it checked in.
  Reply listen(Call call) throws IOException {
    long known;
    try {
      known = Long.parseUnsignedLong(call.argument());
    } catch (NumberFormatException e) {
      return Reply.notFound();
    }
    Optional<MachineKey> key = FleetDesk.machine(call.caller());
    if (key.isEmpty()) {
      return Reply.text(HttpResponseStatus.FORBIDDEN, "the certificate names no machine");
    }
    if (known == NO_WORD) {
      // Whoever asks on the machine whether the server knows it does not take the daemon's place.
      return fleet.believed(key.get()).isEmpty() ? notTheMachines() : told(true);
    }
    try (Listeners.Place place = listeners.enter(key.get().id())) {
      Optional<MachineMsg> machine = fleet.believed(key.get());
      return machine.isEmpty() ? notTheMachines() : told(isTold(place, machine.get(), known));
    }
  }

  private static Reply notTheMachines() {
    return Reply.text(HttpResponseStatus.FORBIDDEN, "this key is not the machine's");
  }

  private static Reply told(boolean isNews) {
    return Reply.text(HttpResponseStatus.OK, isNews ? "news" : "");
  }

  private boolean isTold(Listeners.Place place, MachineMsg machine, long known) {
    long end = System.nanoTime() + longest.toNanos();
    while (word(machine) == known) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      Heard heard = place.await(Duration.ofNanos(Math.min(left, GLANCE.toNanos())));
      if (heard != Heard.NOTHING) {
        return heard == Heard.A_WORD;
      }
    }
    return true;
  }
}
