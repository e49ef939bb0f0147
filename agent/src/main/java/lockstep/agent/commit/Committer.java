package lockstep.agent.commit;

import java.io.IOException;
import java.util.function.Predicate;
import lockstep.agent.journal.JournalReader;
import lockstep.agent.journal.Transaction;
import lockstep.agent.plan.Step;
import lockstep.agent.root.ManagedRoot;
import lockstep.images.tree.Directory;
import org.jspecify.annotations.Nullable;

/// Carries out a journal, or takes it back. Each may be interrupted and called again any number of times.
///
/// Not for several threads.
public final class Committer {
  private final ManagedRoot root;
  private final RetiredTree.Listener listener;

  public Committer(ManagedRoot root) {
    this(root, RetiredTree.Listener.NONE);
  }

  /// @param listener is told what becomes of what a swap retired
  public Committer(ManagedRoot root, RetiredTree.Listener listener) {
    this.root = root;
    this.listener = listener;
  }

  private interface Act {
    void on(Step step) throws IOException;
  }

  /// Does every step of a transaction that has begun, and marks it committed when all is on disk.
  ///
  /// @param folder the transaction's, open
  public void commit(Transaction transaction, Directory folder) throws IOException {
    commit(transaction, folder, _ -> false);
  }

  /// As [#commit(Transaction, Directory)].
  ///
  /// @param broughtBySwaps of which steps there is nothing to do in the live root once the swaps are made: they are not looked
  ///     at before all others are done
  public void commit(Transaction transaction, Directory folder, Predicate<Step> broughtBySwaps)
      throws IOException {
    try (Sides sides = new Sides(root, folder);
        JournalReader journal = transaction.readJournal()) {
      Forward forward = new Forward(sides);
      inOrder(
          journal,
          step -> {
            if (!broughtBySwaps.test(step)) {
              forward.apply(step);
            }
          });
      if (sides.hasSwapped()) {
        inOrder(journal, new Retiring(sides, listener)::apply);
      }
    }
    root.forgetParent();
    root.directory().syncFilesystem();
    transaction.committed();
  }

  /// Takes every step back, whether it was done or not, and marks the transaction undone when all is on disk. The mark that
  /// an interrupted run made may not be: it is made again.
  ///
  /// @param folder the transaction's, open
  public void undo(Transaction transaction, Directory folder) throws IOException {
    transaction.undoing();
    try (Sides sides = new Sides(root, folder);
        JournalReader journal = transaction.readJournal()) {
      Backward backward = new Backward(sides);
      inOrder(journal, backward::prepare);
      journal.toEnd();
      for (Step step = journal.previous(); step != null; step = journal.previous()) {
        backward.revert(step);
      }
      inOrder(journal, backward::finish);
    }
    root.forgetParent();
    root.directory().syncFilesystem();
    transaction.undone();
  }

  private static void inOrder(JournalReader journal, Act act) throws IOException {
    journal.toStart();
    for (@Nullable Step step = journal.next(); step != null; step = journal.next()) {
      act.on(step);
    }
  }
}
