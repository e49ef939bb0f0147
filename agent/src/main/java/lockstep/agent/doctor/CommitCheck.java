package lockstep.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.daemon.Diary;
import lockstep.agent.journal.Transaction;
import lockstep.agent.root.ManagedRoot;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;

/// Whether a commit is unfinished.
record CommitCheck(Path root, AgentHome home) implements Check {
  @Override
  public String name() {
    return "commit";
  }

  @Override
  public Finding look() throws IOException {
    Optional<Transaction.State> unfinished = unfinished();
    if (unfinished.isEmpty()) {
      return Finding.ok("none is unfinished");
    }
    String says = "one is " + unfinished.get().name().toLowerCase(Locale.ROOT);
    return new Diary(home.state()).read().filter(Diary.Entry::isRunning).isPresent()
        ? Finding.warn(says + ", and a daemon runs", "wait: the daemon is at it, or finishes it")
        : Finding.bad(says + ", and nobody finishes it", "lockstep-agent recover");
  }

  private Optional<Transaction.State> unfinished() throws IOException {
    try (ManagedRoot open = ManagedRoot.open(root)) {
      if (!open.hasWorkspace()) {
        return Optional.empty();
      }
      for (String folder : List.of("stage", "undo")) {
        Path path = open.workspacePath().resolve(folder);
        if (Files.isDirectory(path)) {
          Transaction.State state = Transaction.in(path).state();
          boolean over = state == Transaction.State.STAGED || state == Transaction.State.SETTLED;
          if (!over) {
            return Optional.of(state);
          }
        }
      }
      return Optional.empty();
    }
  }
}
