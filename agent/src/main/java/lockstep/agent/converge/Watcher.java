package lockstep.agent.converge;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import lockstep.agent.plan.Plan;
import lockstep.agent.stage.Stager;
import lockstep.images.Problem;

/// Is shown how a converge goes on, for progress bars. Called from the converging thread, but for the stager's progress.
public interface Watcher {
  void phase(Phase phase);

  /// Called now and then while something long goes on that has no bytes to count.
  default void alive() {}

  /// Called before anything is written to the root.
  default void changing(Plan plan) throws IOException {}

  /// Called when the commit is on disk, before its triggers run; whoever does not return is followed by a start that runs them.
  ///
  /// @param told what this run has to say so far
  /// @return why the commit is to be taken back
  default Optional<Problem> committed(List<Problem> told) throws IOException, InterruptedException {
    return Optional.empty();
  }

  /// For the staging that begins now.
  Stager.Progress staging(long bytesToStage);

  enum Phase {
    RECOVER,
    REFRESH,
    SCAN,
    STAGE,
    CHECKS,
    COMMIT,
    TRIGGERS,
    PROBES,
    CLOSING_SCAN,
    DONE
  }
}
