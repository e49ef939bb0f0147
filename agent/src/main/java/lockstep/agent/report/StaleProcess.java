package lockstep.agent.report;

import java.util.List;
import java.util.Optional;

/// A process that still runs bytes which the last commit replaced or deleted.
///
/// @param unit of systemd, where it belongs to one
/// @param paths where those bytes were; the first of them
public record StaleProcess(long pid, String command, Optional<String> unit, List<String> paths) {
  public StaleProcess {
    paths = List.copyOf(paths);
  }
}
