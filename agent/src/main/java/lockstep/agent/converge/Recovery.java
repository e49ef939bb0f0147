package lockstep.agent.converge;

import java.io.IOException;
import lockstep.agent.commit.Committer;
import lockstep.agent.journal.Transaction;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.agent.trigger.TriggerRunner;
import lockstep.images.tree.Directory;

/// Finishes what an interrupted run began: forward, or back if it was being taken back. Runs at every start; when nothing
/// was interrupted it looks at two names.
public final class Recovery {
  private final ManagedRoot root;
  private final Workspace workspace;
  private final TriggerRunner triggers;
  private final Undo undo;

  public Recovery(
      ManagedRoot root, Workspace workspace, TriggerRunner triggers, Memory memory) {
    this.root = root;
    this.workspace = workspace;
    this.triggers = triggers;
    undo = new Undo(root, workspace, triggers, memory);
  }

  /// What there was to do.
  public enum Found {
    NOTHING,
    FINISHED_FORWARD,
    FINISHED_BACK
  }

  /// @throws lockstep.images.ProblemException `E-JOURNAL` when a journal is damaged
  public Found settle() throws IOException, InterruptedException {
    Found inUndo = workspace.hasUndo() ? settleUndo() : Found.NOTHING;
    return workspace.hasStage() ? settleStage() : inUndo;
  }

  private Found settleUndo() throws IOException, InterruptedException {
    Transaction last = Transaction.in(workspace.undoPath());
    return switch (last.state()) {
      case UNDOING, UNDONE -> {
        try (Directory folder = workspace.openUndo()) {
          undo.takeBack(last, folder);
        }
        workspace.removeUndo();
        yield Found.FINISHED_BACK;
      }
      case STAGED, BEGUN, COMMITTED, SETTLED -> Found.NOTHING;
    };
  }

  private Found settleStage() throws IOException, InterruptedException {
    Transaction transaction = Transaction.in(workspace.stagePath());
    return switch (transaction.state()) {
      case STAGED -> {
        workspace.removeStage();
        yield Found.NOTHING;
      }
      case BEGUN -> {
        try (Directory folder = workspace.openStage()) {
          new Committer(root).commit(transaction, folder);
        }
        yield settleCommitted(transaction);
      }
      case COMMITTED, SETTLED -> settleCommitted(transaction);
      case UNDOING, UNDONE -> takeBack(transaction);
    };
  }

  private Found settleCommitted(Transaction transaction) throws IOException, InterruptedException {
    OwedTriggers.Run run = new OwedTriggers(transaction).run(OwedTriggers.Way.FORWARD, triggers);
    if (run.criticalFailed()) {
      transaction.refused();
      return takeBack(transaction);
    }
    transaction.settled();
    workspace.stageBecomesUndo();
    return Found.FINISHED_FORWARD;
  }

  private Found takeBack(Transaction transaction) throws IOException, InterruptedException {
    try (Directory folder = workspace.openStage()) {
      undo.takeBack(transaction, folder);
    }
    workspace.removeStage();
    return Found.FINISHED_BACK;
  }
}
