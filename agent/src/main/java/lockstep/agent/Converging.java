package lockstep.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.CommandLog;
import lockstep.agent.converge.UpdateCycle;
import lockstep.agent.converge.Watcher;
import lockstep.agent.image.Repository;
import lockstep.agent.limit.Caps;
import lockstep.agent.mirror.Mirrors;
import lockstep.agent.report.Report;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.agent.source.BusyException;
import lockstep.images.Problem;
import lockstep.images.console.Explanation;

/// One converge, from its options to its report, whoever asked for it.
///
/// @param mirrors opened for this converge
/// @param log with what a recovery did before
record Converging(
    MachineOptions machine,
    Surroundings here,
    AgentHome home,
    Mirrors mirrors,
    Caps caps,
    Watcher watcher,
    UpdateCycle.Wish wish,
    CommandLog log) {
  /// @param retryAfter what a server asked for that did not serve
  record Result(Report report, Optional<Duration> retryAfter) {}

  /// Whatever stops it is in the report.
  ///
  /// @throws UsageException when the options do not say enough
  Result run() throws InterruptedException, UsageException {
    try (Workspace.Lock _ = home.lock();
        ManagedRoot root = machine.openRoot()) {
      Repository repository = machine.openRepository(mirrors, home, here);
      UpdateCycle cycle =
          new UpdateCycle(home, root, mirrors, watcher, here.clock(), caps, wish, log);
      try {
        return new Result(cycle.run(repository), Optional.empty());
      } catch (IOException e) {
        return new Result(cycle.stopped(Explanation.of(e)), retryAfter(e));
      }
    } catch (UsageException e) {
      throw e;
    } catch (IOException e) {
      List<Problem> problems = new ArrayList<>(List.of(Explanation.of(e)));
      problems.addAll(mirrors.problems());
      Report report = Report.failed(problems, mirrors.traffic(), Report.Commands.NONE);
      return new Result(report, retryAfter(e));
    }
  }

  private static Optional<Duration> retryAfter(IOException thrown) {
    return thrown instanceof BusyException busy ? Optional.of(busy.retryAfter()) : Optional.empty();
  }
}
