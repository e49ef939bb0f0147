package lockstep.server.rollout;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// What may follow what in a rollout. Every method takes a state that is [published][RolloutState#isPublished] and gives one
/// that is not yet.
///
///     start -> SCHEDULED -> RUNNING -> ... -> RUNNING -> DONE
///                  |         |   ^
///                  v         v   |
///                  +-------> HALTED            from all of these, and from DONE: -> ABORTED
public final class RolloutRules {
  private final InstantSource clock;

  public RolloutRules(InstantSource clock) {
    this.clock = clock;
  }

  /// @param history of earlier rollouts of the same release
  RolloutState start(Subject subject, RolloutPlan plan, List<Event> history, String who) {
    Instant now = clock.instant();
    RolloutState none =
        new RolloutState(
            subject,
            plan,
            Phase.SCHEDULED,
            0,
            Optional.empty(),
            List.of(),
            Pull.USUAL,
            "",
            List.of(),
            history);
    Instant begin = Waits.begin(plan, now);
    return now.isBefore(begin)
        ? none.moved(Phase.SCHEDULED, 0, List.of(), event(who, "start", "from " + begin + " on"))
        : none.moved(Phase.RUNNING, 1, List.of(), event(who, "start", told(plan, 1)));
  }

  /// Everyone takes current, and no rollout brought it there: what an abort can be said of.
  RolloutState implied(Subject subject) {
    Instant now = clock.instant();
    return new RolloutState(
        subject,
        RolloutPlan.atOnce(now),
        Phase.DONE,
        1,
        Optional.of(now),
        List.of(now),
        Pull.USUAL,
        "",
        List.of(),
        List.of());
  }

  /// The next stage, at once: whoever says so has looked at the present one.
  RolloutState advance(RolloutState state, String who) throws ProblemException {
    if (state.phase() == Phase.HALTED) {
      throw refused("the rollout is halted", "look at why, then: lockstep rollout resume");
    }
    checkIsUnfinished(state);
    return next(state, who);
  }

  private RolloutState next(RolloutState state, String who) {
    int stages = state.plan().stages().size();
    if (state.stage() == stages) {
      return state.moved(
          Phase.DONE, stages, state.reached(), event(who, "done", "everyone takes current"));
    }
    int number = state.stage() + 1;
    return state.moved(
        Phase.RUNNING, number, state.reached(), event(who, "advance", told(state.plan(), number)));
  }

  private static String told(RolloutPlan plan, int number) {
    return "stage %d of %d: %s".formatted(number, plan.stages().size(), plan.stage(number));
  }

  RolloutState halt(RolloutState state, String who, String why) throws ProblemException {
    if (state.phase() == Phase.HALTED) {
      throw refused(
          "the rollout is halted already" + RolloutLine.told(state.why()),
          "see: lockstep rollout show");
    }
    checkIsUnfinished(state);
    return halted(state, who, why, List.of());
  }

  private RolloutState halted(RolloutState state, String who, String why, List<Hurt> hurt) {
    return state
        .moved(Phase.HALTED, state.stage(), state.reached(), event(who, "halt", why))
        .because(why, hurt);
  }

  /// The stage it was halted in bakes anew.
  ///
  /// @param threshold another one from now on
  RolloutState resume(RolloutState state, String who, OptionalInt threshold)
      throws ProblemException {
    if (state.phase() != Phase.HALTED) {
      throw refused("the rollout is not halted, it is " + state.phase(), "nothing was changed");
    }
    RolloutState changed =
        threshold.isPresent()
            ? state.with(state.plan().withThreshold(threshold.getAsInt()))
            : state;
    if (state.stage() == 0) {
      return changed.moved(Phase.SCHEDULED, 0, List.of(), event(who, "resume", "not begun yet"));
    }
    return changed.moved(
        Phase.RUNNING,
        state.stage(),
        state.reached().subList(0, state.stage() - 1),
        event(who, "resume", told(state.plan(), state.stage())));
  }

  /// Everyone back to old.
  RolloutState abort(RolloutState state, String who, String why, Pull pull)
      throws ProblemException {
    if (state.phase() == Phase.ABORTED && state.pull() == pull) {
      throw refused(
          "the fleet was sent back to old already, at " + state.since().orElseThrow(),
          "nothing is left to do here; see who followed: lockstep fleet ls --server URL");
    }
    return state
        .moved(
            Phase.ABORTED,
            state.stage(),
            state.reached(),
            event(who, "abort", pull == Pull.URGENT ? "urgent" + RolloutLine.told(why) : why))
        .because(why, List.of())
        .with(pull);
  }

  /// The stage bakes anew: its time cannot be told from the clock.
  Optional<RolloutState> rebake(RolloutState state, String who, String why) {
    return state.phase() != Phase.RUNNING
        ? Optional.empty()
        : Optional.of(
            state.moved(
                Phase.RUNNING,
                state.stage(),
                state.reached().subList(0, state.stage() - 1),
                event(who, "rebake", why)));
  }

  /// What the time that passed, what machines said and what the check said make of it; empty when all stays as it is.
  Optional<RolloutState> step(RolloutState state, Verdict verdict, CheckAnswer answer, String who) {
    Instant now = clock.instant();
    return switch (state.phase()) {
      case SCHEDULED ->
          now.isBefore(Waits.begin(state.plan(), now))
              ? Optional.empty()
              : Optional.of(next(state, who));
      case RUNNING -> {
        if (verdict.passes(state.plan().threshold())) {
          yield Optional.of(halted(state, who, blame(state, verdict), verdict.hurt()));
        }
        yield Waits.isDue(state, verdict, now) ? left(state, answer, who) : Optional.empty();
      }
      case HALTED, ABORTED, DONE -> Optional.empty();
    };
  }

  private Optional<RolloutState> left(RolloutState state, CheckAnswer answer, String who) {
    if (state.plan().check().isEmpty()) {
      return Optional.of(next(state, who));
    }
    return switch (answer) {
      case CheckAnswer.Passed _ -> Optional.of(next(state, who));
      case CheckAnswer.Failed(String why) ->
          Optional.of(
              halted(
                  state,
                  who,
                  "the success check after stage %d says no: %s".formatted(state.stage(), why),
                  List.of()));
      case CheckAnswer.Unasked _, CheckAnswer.Later _ -> Optional.empty();
    };
  }

  private static String blame(RolloutState state, Verdict verdict) {
    return "stage %d hurts: %s, more than %s"
        .formatted(state.stage(), verdict.summary(), Stage.percent(state.plan().threshold()));
  }

  private Event event(String who, String act, String detail) {
    return new Event(clock.instant(), who, act, detail);
  }

  private static void checkIsUnfinished(RolloutState state) throws ProblemException {
    if (state.phase().isOver()) {
      throw refused("the rollout is over: " + state.phase(), "see: lockstep rollout show");
    }
  }

  private static ProblemException refused(String what, String next) {
    return new ProblemException(new Problem("E-ROLLOUT", "", what, next));
  }
}
