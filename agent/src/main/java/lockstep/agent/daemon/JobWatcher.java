package lockstep.agent.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import lockstep.agent.converge.Watcher;
import lockstep.agent.plan.Plan;
import lockstep.agent.stage.Stager;
import lockstep.images.Problem;

/// Sees to it that a converge under the daemon beats the heart while it gets on, and that a wish to stop interrupts it where the
/// root is whole, and nowhere else.
public final class JobWatcher implements Watcher {
  private final Stop stop;
  private final Heartbeat heartbeat;
  private final OwnAgent ownAgent;

  /// What a commit may replace.
  public interface OwnAgent {
    /// See [Watcher#changing].
    void changing(Plan plan) throws IOException;

    /// See [Watcher#committed].
    Optional<Problem> committed(List<Problem> told) throws IOException, InterruptedException;
  }

  private static final OwnAgent UNCHANGED =
      new OwnAgent() {
        @Override
        public void changing(Plan plan) {}

        @Override
        public Optional<Problem> committed(List<Problem> told) {
          return Optional.empty();
        }
      };

  /// Nothing special.
  public JobWatcher(Stop stop, Heartbeat heartbeat) {
    this(stop, heartbeat, UNCHANGED);
  }

  public JobWatcher(Stop stop, Heartbeat heartbeat, OwnAgent ownAgent) {
    this.stop = stop;
    this.heartbeat = heartbeat;
    this.ownAgent = ownAgent;
  }

  @Override
  public void changing(Plan plan) throws IOException {
    ownAgent.changing(plan);
  }

  @Override
  public Optional<Problem> committed(List<Problem> told) throws IOException, InterruptedException {
    return ownAgent.committed(told);
  }

  @Override
  public void phase(Phase phase) {
    heartbeat.beat();
    switch (phase) {
      case RECOVER, COMMIT, TRIGGERS, PROBES, DONE -> stop.shield();
      case REFRESH, SCAN, STAGE, CHECKS, CLOSING_SCAN -> stop.expose();
    }
  }

  @Override
  public void alive() {
    heartbeat.beat();
  }

  @Override
  public Stager.Progress staging(long bytesToStage) {
    return new Stager.Progress(_ -> heartbeat.beat(), _ -> heartbeat.beat(), _ -> heartbeat.beat());
  }
}
