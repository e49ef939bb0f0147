package lockstep.agent.converge;

import java.io.IOException;
import java.util.Optional;
import lockstep.agent.commit.Committer;
import lockstep.agent.journal.Transaction;
import lockstep.agent.journal.Transaction.State;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.agent.trigger.TriggerRunner;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.tree.Directory;

/// Takes the last commit back: offline, exactly, once.
public final class Undo {
  private final ManagedRoot root;
  private final Workspace workspace;
  private final TriggerRunner triggers;
  private final AgentHome home;

  public Undo(ManagedRoot root, Workspace workspace, TriggerRunner triggers, AgentHome home) {
    this.root = root;
    this.workspace = workspace;
    this.triggers = triggers;
    this.home = home;
  }

  /// What was taken back, and what its triggers did.
  record Result(Transaction.Purpose purpose, CommandLog.Run run) {}

  /// @throws ProblemException `E-NO-UNDO` when there is nothing to take back
  Result undoLast(UpdateCycle.TriggerUse use) throws IOException, InterruptedException {
    if (!workspace.hasUndo()) {
      throw nothing();
    }
    Transaction last = Transaction.in(workspace.undoPath());
    Optional<Transaction.Purpose> purpose = last.purpose();
    if (purpose.isEmpty()) {
      throw nothing();
    }
    try (Directory folder = workspace.openUndo()) {
      if (use == UpdateCycle.TriggerUse.SKIP) {
        last.forget(RuleFiles.KEPT_TRIGGERS);
      }
      CommandLog.Run run = refuse(last, folder);
      workspace.removeUndo();
      return new Result(purpose.get(), run);
    }
  }

  /// Takes a transaction back, and holds its image off.
  ///
  /// @throws ProblemException `E-CONFLICT`, and nothing is changed, when that would take away what is not Lockstep's
  CommandLog.Run refuse(Transaction transaction, Directory folder)
      throws IOException, InterruptedException {
    UndoGuard.check(root, transaction, home.state(), folder);
    transaction.refused();
    return takeBack(transaction, folder);
  }

  /// Takes a transaction back, or goes on with that, and runs the triggers of what went back.
  CommandLog.Run takeBack(Transaction transaction, Directory folder)
      throws IOException, InterruptedException {
    takeBackFiles(transaction, folder);
    return new OwedTriggers(transaction).run(OwedTriggers.Way.BACK, triggers);
  }

  /// The same without the triggers.
  void takeBackFiles(Transaction transaction, Directory folder) throws IOException {
    if (transaction.state() != State.UNDONE) {
      new Committer(root).undo(transaction, folder);
    }
    Optional<Transaction.Purpose> purpose = transaction.purpose();
    if (purpose.isPresent() && transaction.isRefused()) {
      home.memory().hold(purpose.get().image());
    }
  }

  private ProblemException nothing() {
    return new ProblemException(
        new Problem(
            "E-NO-UNDO",
            root.path().toString(),
            "there is no commit to undo",
            "only the last commit can be undone, and only once"));
  }
}
