package lockstep.agent.converge;

import java.io.IOException;
import java.util.Optional;
import lockstep.agent.commit.Committer;
import lockstep.agent.journal.Transaction;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.agent.trigger.TriggerRunner;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.ProblemException;
import lockstep.images.tree.Directory;

/// Finishes what an interrupted run began: forward, or back if it was being taken back. Runs at every start; when nothing
/// was interrupted it looks at two names.
public final class Recovery {
  private final ManagedRoot root;
  private final Workspace workspace;
  private final TriggerRunner triggers;
  private final CommandLog log;
  private final Undo undo;
  private final AgentHome home;
  private final Attempts attempts;
  private final Commands commands;

  /// @param commands what becomes of the triggers and probes that are still owed
  /// @param log takes what they did
  Recovery(
      ManagedRoot root,
      Workspace workspace,
      TriggerRunner triggers,
      AgentHome home,
      Commands commands,
      CommandLog log) {
    this.root = root;
    this.workspace = workspace;
    this.triggers = triggers;
    this.log = log;
    undo = new Undo(root, workspace, triggers, home);
    this.home = home;
    attempts = new Attempts(home.state());
    this.commands = commands;
  }

  /// What becomes of triggers and probes that are still owed.
  public enum Commands {
    RUN,
    /// The root is made whole, with the files that triggers make (`writes`), and systemd reads its units anew. All else is left to the
    /// next run: early at boot no service answers a probe yet, and a command that waits for one would wait for ever.
    LEAVE
  }

  /// What there was to do.
  public enum Found {
    NOTHING,
    FINISHED_FORWARD,
    FINISHED_BACK,
    /// The root is finished, and commands are left to the next run.
    LEFT_FORWARD,
    LEFT_BACK
  }

  /// @throws lockstep.images.ProblemException `E-JOURNAL` when a journal is damaged
  public Found settle() throws IOException, InterruptedException {
    Found inUndo = workspace.hasUndo() ? settleUndo() : Found.NOTHING;
    if (inUndo == Found.NOTHING && gaveUp()) {
      return Found.FINISHED_BACK;
    }
    return workspace.hasStage() ? settleStage() : inUndo;
  }

  /// Takes back the image at which the agent died too often, or whose own agent does not start. Nothing of it runs any more, not on the way back either: it may be
  /// what kills.
  private boolean gaveUp() throws IOException, InterruptedException {
    Optional<Attempts.Attempt> deadly = attempts.deadly();
    if (deadly.isEmpty()) {
      return false;
    }
    Optional<Transaction> begun = begun(workspace, deadly.get().image());
    if (begun.isEmpty()) {
      return false;
    }
    Transaction last = begun.get();
    boolean staged = workspace.hasStage();
    last.forget(RuleFiles.KEPT_TRIGGERS);
    try (Directory folder = staged ? workspace.openStage() : workspace.openUndo()) {
      if (last.state() == Transaction.State.BEGUN) {
        last.refused(); // as of a commit that cannot be finished: nobody has lived in it yet
        log.triggered(undo.takeBack(last, folder));
      } else {
        log.triggered(undo.refuse(last, folder));
      }
    } catch (UndoConflictException e) {
      log.conflict(e.problem());
      return false;
    }
    if (staged) {
      workspace.removeStage();
    } else {
      workspace.removeUndo();
    }
    home.memory().hold(deadly.get().image(), deadly.get().why());
    attempts.over();
    return true;
  }

  /// The last transaction, if it leads to the image and has touched the root.
  static Optional<Transaction> begun(Workspace workspace, ImageId image) throws IOException {
    boolean staged = workspace.hasStage();
    if (!staged && !workspace.hasUndo()) {
      return Optional.empty();
    }
    Transaction last = Transaction.in(staged ? workspace.stagePath() : workspace.undoPath());
    return last.purpose().filter(purpose -> purpose.image().equals(image)).map(_ -> last);
  }

  private Found settleUndo() throws IOException, InterruptedException {
    Transaction last = Transaction.in(workspace.undoPath());
    return switch (last.state()) {
      case UNDOING, UNDONE -> {
        Found found;
        try (Directory folder = workspace.openUndo()) {
          found = takeBack(last, folder);
        }
        if (found == Found.FINISHED_BACK) {
          workspace.removeUndo();
        }
        yield found;
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
        commitOrUndo(transaction);
        yield transaction.state() == Transaction.State.UNDONE
            ? takeBackStage(transaction)
            : settleCommitted(transaction);
      }
      case COMMITTED -> settleCommitted(transaction);
      case SETTLED -> {
        workspace.stageBecomesUndo();
        yield Found.FINISHED_FORWARD;
      }
      case UNDOING, UNDONE -> takeBackStage(transaction);
    };
  }

  /// What cannot be finished is taken back: fully one image or fully the other. A damaged journal leads neither way.
  private void commitOrUndo(Transaction transaction) throws IOException {
    try (Directory folder = workspace.openStage()) {
      Committer committer = new Committer(root);
      transaction.resumed();
      try {
        committer.commit(transaction, folder);
      } catch (IntegrityException | ProblemException e) {
        throw e;
      } catch (IOException e) {
        try {
          committer.undo(transaction, folder);
        } catch (IOException second) {
          e.addSuppressed(second);
          throw e;
        }
      }
    }
  }

  /// Whether commands are owed and left.
  private boolean isLeft(Transaction transaction, OwedTriggers.Way way)
      throws IOException, InterruptedException {
    if (commands == Commands.RUN) {
      return false;
    }
    OwedTriggers owed = new OwedTriggers(transaction);
    log.triggered(owed.finishFiles(way, triggers));
    return owed.isAny(way)
        || (way == OwedTriggers.Way.FORWARD && new OwedProbes(transaction).isAny());
  }

  private Found settleCommitted(Transaction transaction) throws IOException, InterruptedException {
    if (isLeft(transaction, OwedTriggers.Way.FORWARD)) {
      return Found.LEFT_FORWARD;
    }
    boolean refused =
        log.triggered(new OwedTriggers(transaction).run(OwedTriggers.Way.FORWARD, triggers))
            || log.probed(new OwedProbes(transaction).run(triggers.probes()));
    if (refused) {
      try (Directory folder = workspace.openStage()) {
        log.triggered(undo.refuse(transaction, folder));
        workspace.removeStage();
        return Found.FINISHED_BACK;
      } catch (UndoConflictException e) {
        // The commit stays.
        log.conflict(e.problem());
        transaction.settled();
        workspace.stageBecomesUndo();
        return Found.FINISHED_FORWARD;
      }
    }
    transaction.settled();
    workspace.stageBecomesUndo();
    return Found.FINISHED_FORWARD;
  }

  private Found takeBackStage(Transaction transaction) throws IOException, InterruptedException {
    Found found;
    try (Directory folder = workspace.openStage()) {
      found = takeBack(transaction, folder);
    }
    if (found == Found.FINISHED_BACK) {
      workspace.removeStage();
    }
    return found;
  }

  private Found takeBack(Transaction transaction, Directory folder)
      throws IOException, InterruptedException {
    undo.takeBackFiles(transaction, folder);
    if (isLeft(transaction, OwedTriggers.Way.BACK)) {
      return Found.LEFT_BACK;
    }
    log.triggered(new OwedTriggers(transaction).run(OwedTriggers.Way.BACK, triggers));
    return Found.FINISHED_BACK;
  }
}
