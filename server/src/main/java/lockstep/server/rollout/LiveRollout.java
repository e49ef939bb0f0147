package lockstep.server.rollout;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import lockstep.images.ProblemException;
import lockstep.proto.CountMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.RolloutSummaryMsg;
import lockstep.server.audit.Actor;
import lockstep.server.audit.AuditLog;
import lockstep.server.fleet.Fleet;

/// A rollout as a server has it: it hears the fleet, moves by itself, and everything done to it is in the audit log before it
/// takes effect. Safe for many threads.
public final class LiveRollout {
  /// When machines that should hurry are to come again.
  static final int URGENT_POLL_SECONDS = 30;

  private final Rollouts rollouts;
  private final Fleet fleet;
  private final AuditLog audit;
  private final InstantSource clock;
  private final Instant listeningSince;
  private volatile Optional<RolloutState> latest = Optional.empty();

  public LiveRollout(Rollouts rollouts, Fleet fleet, AuditLog audit, InstantSource clock) {
    this.rollouts = rollouts;
    this.fleet = fleet;
    this.audit = audit;
    this.clock = clock;
    this.listeningSince = clock.instant();
  }

  public RolloutPicture picture() throws IOException {
    latest = rollouts.state();
    return rollouts.picture(verdict(latest));
  }

  /// In a few words, for whoever shows the fleet.
  public RolloutSummaryMsg summary() throws IOException {
    try {
      RolloutPicture picture = picture();
      RolloutSummaryMsg.Builder summary =
          RolloutSummaryMsg.newBuilder()
              .setRelease(picture.release())
              .setLine(RolloutLine.of(picture));
      picture
          .state()
          .ifPresent(state ->
              summary
                  .setPhase(state.phase().toString())
                  .setStage(state.stage())
                  .setStages(state.plan().stages().size()));
      picture
          .verdict()
          .counts()
          .forEach((fate, count) ->
              summary.addMachines(
                  CountMsg.newBuilder().setName(fate.toString()).setMachines(count)));
      return summary.build();
    } catch (ProblemException e) { // the rest of the fleet is to be seen all the same
      return RolloutSummaryMsg.newBuilder().setLine(e.problem().toString()).build();
    }
  }

  private Verdict verdict(Optional<RolloutState> state) throws IOException {
    if (state.isEmpty() || !state.get().isPublished() || state.get().phase() == Phase.ABORTED) {
      return Verdict.NONE;
    }
    Instant now = clock.instant();
    Jury jury = new Jury(state.get(), now, listeningSince);
    fleet.forEach(now, jury::hear);
    return jury.verdict();
  }

  /// Moves on, or halts, if it is time to. To be called every few seconds.
  ///
  /// @return what came of it; empty when all stays as it is
  public Optional<RolloutState> turn() throws IOException {
    Optional<RolloutState> state = rollouts.state();
    latest = state;
    if (state.isEmpty() || (state.get().isPublished() && state.get().phase().isOver())) {
      return Optional.empty();
    }
    Optional<RolloutState> moved = rollouts.step(state.get(), verdict(state), by(Actor.server()));
    if (moved.isPresent()) {
      latest = moved;
    }
    return moved;
  }

  private By by(Actor actor) {
    return new By(
        actor.toString(),
        next -> {
          Event event = next.history().getLast();
          audit.record(
              actor,
              "rollout." + event.act(),
              "release " + next.subject().release(),
              event.detail());
        });
  }

  public RolloutPicture start(RolloutPlan plan, Actor actor) throws IOException {
    var _ = rollouts.start(plan, by(actor));
    return picture();
  }

  public RolloutPicture advance(Actor actor) throws IOException {
    var _ = rollouts.advance(by(actor));
    return picture();
  }

  public RolloutPicture halt(Actor actor, String why) throws IOException {
    var _ = rollouts.halt(by(actor), why);
    return picture();
  }

  public RolloutPicture resume(Actor actor, OptionalInt threshold) throws IOException {
    var _ = rollouts.resume(by(actor), threshold);
    return picture();
  }

  public RolloutPicture abort(Actor actor, String why, Pull pull) throws IOException {
    var _ = rollouts.abort(by(actor), why, pull);
    return picture();
  }

  public RolloutPicture rollback(Actor actor, String why, Pull pull) throws IOException {
    var _ = rollouts.rollback(by(actor), why, pull);
    return picture();
  }

  /// When a machine that has just reported is to come again; 0: by its own schedule.
  public int pollAfterSeconds(MachineMsg machine) {
    return latest
        .filter(state -> state.phase() == Phase.ABORTED && state.pull() == Pull.URGENT)
        .flatMap(state -> state.subject().old())
        .filter(old -> !old.toString().equals(machine.getLastReport().getImage()))
        .map(_ -> URGENT_POLL_SECONDS)
        .orElse(0);
  }
}
