package lockstep.server.doctor;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.server.rollout.Phase;
import lockstep.server.rollout.RolloutState;
import lockstep.server.rollout.Rollouts;
import lockstep.server.signing.SignedRepository;

/// Whether the rollout can go on.
record RolloutCheck(Subject.Stored stored, InstantSource clock) implements Check {
  @Override
  public String name() {
    return "rollout";
  }

  @Override
  public Finding look() throws IOException {
    SignedRepository signed =
        SignedRepository.open(stored.repository(), stored.onlineKeys(), clock);
    Optional<RolloutState> state = new Rollouts(signed, clock).state();
    if (state.isEmpty()) {
      return Finding.ok("none of this release");
    }
    return state.get().phase() == Phase.HALTED
        ? Finding.warn("it is halted", "lockstep rollout show; then resume or abort")
        : Finding.ok("it is " + state.get().phase());
  }
}
