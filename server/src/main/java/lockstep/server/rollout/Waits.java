package lockstep.server.rollout;

import java.time.Instant;
import java.util.Optional;

/// What a rollout waits for. Pure functions of the state and the time.
final class Waits {
  private Waits() {}

  /// When it may begin, now or later.
  static Instant begin(RolloutPlan plan, Instant now) {
    return plan.inWindow(now.isBefore(plan.notBefore()) ? plan.notBefore() : now);
  }

  /// Whether nothing keeps it in its stage but the success check, if there is one.
  static boolean isDue(RolloutState state, Verdict verdict, Instant now) {
    return state.phase() == Phase.RUNNING
        && !verdict.passes(state.plan().threshold())
        && of(state, verdict, now).isEmpty();
  }

  /// Empty when it goes on now, or is over.
  static Optional<Wait> of(RolloutState state, Verdict verdict, Instant now) {
    return switch (state.phase()) {
      case ABORTED, DONE -> Optional.empty();
      case HALTED -> Optional.of(new Wait("somebody to resume or to abort", Optional.empty()));
      case SCHEDULED -> until("its beginning", begin(state.plan(), now), now);
      case RUNNING -> running(state, verdict, now);
    };
  }

  private static Optional<Wait> running(RolloutState state, Verdict verdict, Instant now) {
    Stage stage = state.plan().stage(state.stage());
    Instant baked = state.reached().getLast().plus(stage.bake());
    if (state.plan().mode() == RolloutPlan.Mode.BY_HAND) {
      return Optional.of(new Wait("somebody to advance it", Optional.empty()));
    }
    if (now.isBefore(baked)) {
      return until("this stage to bake", baked, now);
    }
    // With nothing to bake, nobody wants to wait for machines either.
    if (!stage.bake().isZero() && !verdict.isProven()) {
      return Optional.of(
          new Wait(
              "half of the %d machines of this stage to take it; %d did"
                  .formatted(verdict.judged(), verdict.count(Fate.TOOK)),
              Optional.empty()));
    }
    boolean isLast = state.stage() == state.plan().stages().size();
    return isLast ? Optional.empty() : until("a window", state.plan().inWindow(now), now);
  }

  private static Optional<Wait> until(String what, Instant end, Instant now) {
    return now.isBefore(end) ? Optional.of(new Wait(what, Optional.of(end))) : Optional.empty();
  }
}
