package lockstep.agent.converge;

import lockstep.agent.stage.Stager;

/// Is shown how a converge goes on, for progress bars. Called from the converging thread, but for the stager's progress.
public interface Watcher {
  void phase(Phase phase);

  /// Called now and then while something long goes on that has no bytes to count.
  default void alive() {}

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
