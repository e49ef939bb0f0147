package lockstep.agent.converge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lockstep.agent.journal.JournalReader;
import lockstep.agent.journal.Transaction;
import lockstep.agent.plan.Step;
import lockstep.agent.root.GuardedBelow;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Problem;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Guard;
import lockstep.images.tree.Guarding;
import lockstep.images.tree.Kind;
import lockstep.images.tree.Stat;
import org.jspecify.annotations.Nullable;

/// Refuses to undo a commit where that would take away what became the machine's own meanwhile: an excluded path or a
/// mount below a directory that the commit brought, or a seed that was changed since.
final class UndoGuard {
  private static final String RULES = "rules";

  private final ManagedRoot root;
  private final Transaction transaction;
  private final ManagedPaths paths;
  private final Stat journal;
  private final Stat marks;

  private UndoGuard(ManagedRoot root, Transaction transaction, ManagedPaths paths, Directory folder)
      throws IOException {
    this.root = root;
    this.transaction = transaction;
    this.paths = paths;
    journal = folder.stat(Bytes.of("journal"));
    marks = folder.stat(Bytes.of("marks"));
  }

  /// Keeps the image's rules with the transaction, so that an undo needs neither manifest nor server.
  static void keepRules(Transaction transaction, List<Bytes> imageRules) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Bytes rule : imageRules) {
      // One byte, one character: a rule may hold any byte but a newline.
      lines.add(new String(rule.toArray(), StandardCharsets.ISO_8859_1));
    }
    Files.write(transaction.path(RULES), lines, StandardCharsets.ISO_8859_1);
  }

  /// @param folder the transaction's, open
  /// @throws UndoConflictException `E-CONFLICT` naming the first such path, and nothing is changed
  static void check(ManagedRoot root, Transaction transaction, Path state, Directory folder)
      throws IOException {
    List<Bytes> rules = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(transaction.path(RULES), StandardCharsets.ISO_8859_1)) {
        rules.add(Bytes.copyOf(line.getBytes(StandardCharsets.ISO_8859_1)));
      }
    } catch (NoSuchFileException e) {
      return;
    }
    ManagedPaths paths = ManagedPaths.of(root, rules, state);
    new UndoGuard(root, transaction, paths, folder).check();
  }

  private void check() throws IOException {
    try (JournalReader steps = transaction.readJournal()) {
      for (@Nullable Step step = steps.next(); step != null; step = steps.next()) {
        switch (step) {
          case Step.Create create -> check(create.path(), create.stagedInode());
          case Step.Exchange exchange -> check(exchange.path(), exchange.stagedInode());
          case Step.Narrow _,
              Step.Adjust _,
              Step.Delete _,
              Step.Settle _,
              Step.Swap _,
              Step.Dissolve _ -> {}
        }
      }
    }
  }

  private void check(RelativePath path, long stagedInode) throws IOException {
    Stat live = root.statIfReachable(path);
    if (live == null || live.inode() != stagedInode) {
      return;
    }
    if (paths.judge(path, live.kind()) == Guarding.SEED) {
      found(path, Guard.SEED);
    } else if (live.kind() == Kind.DIRECTORY) {
      GuardedBelow.search(root, path, paths, this::found);
    }
  }

  private void found(RelativePath path, Guard why) throws IOException {
    Stat stat = root.statIfReachable(path);
    boolean broughtByCommit = why == Guard.SEED && stat != null && !isNewer(stat);
    if (broughtByCommit) {
      return;
    }
    throw new UndoConflictException(
        new Problem(
            "E-CONFLICT",
            path.toString(),
            "the undo would take it away, but it is the machine's own and came, or changed, after the commit",
            "move it aside or unmount it, undo, and put it back; or converge with --image old instead"));
  }

  /// What the commit brought was written before its journal was; the rename that made it live moved its ctime, but before
  /// the last mark.
  private boolean isNewer(Stat stat) {
    return isAfter(stat.mtimeSeconds(), stat.mtimeNanos(), journal)
        || isAfter(stat.ctimeSeconds(), stat.ctimeNanos(), marks);
  }

  private static boolean isAfter(long seconds, int nanos, Stat file) {
    return seconds > file.mtimeSeconds()
        || (seconds == file.mtimeSeconds() && nanos > file.mtimeNanos());
  }
}
