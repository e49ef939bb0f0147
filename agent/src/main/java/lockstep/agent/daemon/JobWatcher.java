package lockstep.agent.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import lockstep.agent.converge.Watcher;
import lockstep.agent.stage.Stager;
import lockstep.images.Problem;

/// Sees to it that a converge under the daemon beats the heart while it gets on, and that a wish to stop interrupts it where the
/// root is whole, and nowhere else.
public final class JobWatcher implements Watcher {
  private final Stop stop;
  private final Heartbeat heartbeat;
  private final AfterCommit afterCommit;

  /// What to do when a commit is on disk, see [Watcher#committed].
  public interface AfterCommit {
    Optional<Problem> committed(List<Problem> told) throws IOException, InterruptedException;
  }

  /// Nothing special.
  public JobWatcher(Stop stop, Heartbeat heartbeat) {
    this(stop, heartbeat, _ -> Optional.empty());
  }

  public JobWatcher(Stop stop, Heartbeat heartbeat, AfterCommit afterCommit) {
    this.stop = stop;
    this.heartbeat = heartbeat;
    this.afterCommit = afterCommit;
  }

  @Override
  public Optional<Problem> committed(List<Problem> told) throws IOException, InterruptedException {
    return afterCommit.committed(told);
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
