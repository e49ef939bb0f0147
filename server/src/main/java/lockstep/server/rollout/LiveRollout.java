package lockstep.server.rollout;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lockstep.images.ProblemException;
import lockstep.proto.CountMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.RolloutSummaryMsg;
import lockstep.server.audit.Actor;
import lockstep.server.audit.AuditLog;
import lockstep.server.fleet.Fleet;

/// A rollout as a server has it: it hears the fleet, moves by itself, and everything done to it is in the audit log before it
/// takes effect. Only [#turn] is for one thread.
public final class LiveRollout {
  /// When machines that should hurry are to come again.
  static final int URGENT_POLL_SECONDS = 30;

  private final Rollouts rollouts;
  private final Fleet fleet;
  private final AuditLog audit;
  private final InstantSource clock;
  private final ClockWatch clockWatch;
  private final Examiner examiner;
  private volatile Instant listeningSince;
  private volatile Optional<RolloutState> latest = Optional.empty();
  private volatile Optional<Judged> judged = Optional.empty();
  private volatile CheckAnswer checked = new CheckAnswer.Unasked();

  /// What a state was last found to do; a fleet is not read for every glance at it.
  private record Judged(RolloutState state, Verdict verdict) {}

  /// @param steady time that does not jump
  public LiveRollout(
      Rollouts rollouts, Fleet fleet, AuditLog audit, InstantSource clock, InstantSource steady) {
    this.rollouts = rollouts;
    this.fleet = fleet;
    this.audit = audit;
    this.clock = clock;
    this.clockWatch = new ClockWatch(clock, steady);
    this.examiner = new Examiner(steady);
    this.listeningSince = clock.instant();
  }

  public RolloutPicture picture() throws IOException {
    Optional<RolloutState> state = rollouts.state();
    latest = state;
    return picture(state, verdict(state));
  }

  private RolloutPicture picture(Optional<RolloutState> state, Verdict verdict) throws IOException {
    RolloutPicture picture = rollouts.picture(verdict);
    boolean isExamined =
        state
            .filter(RolloutState::isPublished)
            .filter(each -> each.plan().check().isPresent() && rollouts.isDue(each, verdict))
            .isPresent();
    if (!isExamined) {
      return picture;
    }
    String said = checked instanceof CheckAnswer.Later(String why) ? ": " + why : "";
    return picture.waitingFor(new Wait("the success check" + said, Optional.empty()));
  }

  /// In a few words, for whoever shows the fleet; machines are as of the last turn.
  public RolloutSummaryMsg summary() throws IOException {
    try {
      Optional<RolloutState> state = rollouts.state();
      latest = state;
      return summary(picture(state, lately(state)));
    } catch (ProblemException e) { // the rest of the fleet is to be seen all the same
      return RolloutSummaryMsg.newBuilder().setLine(e.problem().toString()).build();
    }
  }

  private Verdict lately(Optional<RolloutState> state) throws IOException {
    if (state.filter(each -> !each.phase().isOver()).isEmpty()) {
      return Verdict.NONE;
    }
    Optional<Judged> known = judged.filter(each -> each.state().equals(state.get()));
    return known.isPresent() ? known.get().verdict() : verdict(state);
  }

  private static RolloutSummaryMsg summary(RolloutPicture picture) {
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
    for (Fate fate : Fate.values()) {
      summary.addMachines(
          CountMsg.newBuilder()
              .setName(fate.toString())
              .setMachines(picture.verdict().count(fate)));
    }
    return summary.build();
  }

  private Verdict verdict(Optional<RolloutState> state) throws IOException {
    if (state.isEmpty() || !state.get().isPublished() || state.get().phase() == Phase.ABORTED) {
      return Verdict.NONE;
    }
    Instant now = clock.instant();
    Jury jury = new Jury(state.get(), now, listeningSince);
    fleet.forEach(now, jury::hear);
    Verdict verdict = jury.verdict();
    judged = Optional.of(new Judged(state.get(), verdict));
    return verdict;
  }

  /// Moves on, or halts, if it is time to. To be called every few seconds.
  ///
  /// @return what came of it; empty when all stays as it is
  public Optional<RolloutState> turn() throws IOException {
    Optional<RolloutState> state = rollouts.state();
    latest = state;
    Optional<Duration> jump = clockWatch.jump();
    if (jump.isPresent()) {
      listeningSince = clock.instant();
    }
    if (state.isEmpty() || (state.get().isPublished() && state.get().phase().isOver())) {
      return Optional.empty();
    }
    Optional<RolloutState> moved = moved(state.get(), jump);
    if (moved.isPresent()) {
      latest = moved;
    }
    return moved;
  }

  private Optional<RolloutState> moved(RolloutState state, Optional<Duration> jump)
      throws IOException {
    By by = by(Actor.server());
    if (jump.isPresent() && state.isPublished()) {
      return rollouts.rebake(
          state, "the clock was set by %d s".formatted(jump.get().toSeconds()), by);
    }
    Verdict verdict = verdict(Optional.of(state));
    CheckAnswer answer = new CheckAnswer.Unasked();
    Optional<SuccessCheck> check = state.plan().check();
    if (check.isPresent() && state.isPublished() && rollouts.isDue(state, verdict)) {
      answer = examiner.about(state, check.get(), rollouts.picture(verdict));
    }
    checked = answer;
    return verdict.passes(state.plan().threshold())
        ? halted(state, verdict)
        : rollouts.step(state, verdict, answer, by);
  }

  /// A rollout that hurts is halted also where that cannot be written down; then that is said.
  private Optional<RolloutState> halted(RolloutState state, Verdict verdict) throws IOException {
    Unrecorded unrecorded = new Unrecorded(by(Actor.server()));
    Optional<RolloutState> moved =
        rollouts.step(
            state,
            verdict,
            new CheckAnswer.Unasked(),
            new By(Actor.server().toString(), unrecorded));
    if (unrecorded.failure.isPresent()) {
      latest = moved;
      throw new IOException(
          "it halted, and the audit log does not have it: " + unrecorded.failure.get().getMessage(),
          unrecorded.failure.get());
    }
    return moved;
  }

  /// A witness whose failure stops nothing.
  private static final class Unrecorded implements By.Witness {
    private final By by;
    private Optional<IOException> failure = Optional.empty();

    Unrecorded(By by) {
      this.by = by;
    }

    @Override
    public void sees(RolloutState next) {
      try {
        by.witness().sees(next);
      } catch (IOException e) {
        failure = Optional.of(e);
      }
    }
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
    List<String> emptyGroups = emptyGroups(plan);
    var _ = rollouts.start(plan, by(actor));
    return picture().withEmptyGroups(emptyGroups);
  }

  /// Groups that the plan names and no machine is in, as misspelt ones are.
  private List<String> emptyGroups(RolloutPlan plan) throws IOException {
    Set<String> empty = new LinkedHashSet<>();
    plan.stages().forEach(stage -> empty.addAll(stage.groups()));
    if (!empty.isEmpty()) {
      fleet.forEach(
          clock.instant(),
          (machine, _) -> {
            if (machine.getIdentity().getRevokedEpochSeconds() == 0) {
              machine.getIdentity().getGroupsList().forEach(empty::remove);
            }
          });
    }
    return List.copyOf(empty);
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
