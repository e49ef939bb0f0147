package lockstep.agent.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.daemon.Diary;
import lockstep.agent.watch.WatchStatus;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.tree.FilesystemWatch;
import lockstep.images.tree.UnwatchableException;

/// Whether the daemon hears of changes in the root, or could.
record WatchCheck(Path root, AgentHome home) implements Check {
  @Override
  public String name() {
    return "watch";
  }

  @Override
  public Finding look() throws IOException {
    Optional<WatchStatus> daemon =
        new Diary(home.state()).read().filter(Diary.Entry::isRunning).flatMap(Diary.Entry::watch);
    if (daemon.isPresent()) {
      return daemon.get().isWatching()
          ? Finding.ok("the daemon watches since " + Instant.ofEpochSecond(daemon.get().since()))
          : unwatched(daemon.get().whyNot());
    }
    try (FilesystemWatch _ = FilesystemWatch.open(root)) {
      return Finding.ok("the root can be watched");
    } catch (UnwatchableException e) {
      return unwatched(String.valueOf(e.getMessage()));
    }
  }

  private static Finding unwatched(String why) {
    return Finding.warn(
        "the root is not watched: " + why,
        "nothing, unless drift is to be noticed between polls: each poll looks at everything");
  }
}
