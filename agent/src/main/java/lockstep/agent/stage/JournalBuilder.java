package lockstep.agent.stage;

import java.io.IOException;
import lockstep.agent.journal.JournalWriter;
import lockstep.agent.plan.Live;
import lockstep.agent.plan.ModeAndTime;
import lockstep.agent.plan.Step;
import lockstep.agent.root.GuardedBelow;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Kind;
import lockstep.images.tree.PathFilter;
import lockstep.images.tree.Stat;
import lockstep.images.tree.SystemCallException;
import org.jspecify.annotations.Nullable;

/// Turns the plan's steps into the journal's: looks at each live path once more, and adds the inodes of what is staged.
final class JournalBuilder {
  private final ManagedRoot root;
  private final PathFilter filter;
  private final Directory news;
  private final JournalWriter journal;

  JournalBuilder(ManagedRoot root, PathFilter filter, Directory news, JournalWriter journal) {
    this.root = root;
    this.filter = filter;
    this.news = news;
    this.journal = journal;
  }

  /// @throws RootChangedException when a live path is not what the plan was made for
  void add(Step step) throws IOException {
    switch (step) {
      case Step.Create create -> {
        if (statOf(step.path()) != null) {
          throw new RootChangedException(step.path());
        }
        long inode = staged(create.number()).inode();
        journal.add(new Step.Create(create.path(), create.number(), inode, create.flags()));
      }
      case Step.Exchange exchange -> exchange(exchange);
      case Step.Delete delete -> {
        var _ = checkGoing(step.path(), delete.live());
        journal.add(delete);
      }
      case Step.Adjust adjust -> addChecked(adjust, adjust.live());
      case Step.Narrow narrow -> addChecked(narrow, narrow.live());
      case Step.Settle settle -> addChecked(settle, settle.live());
    }
  }

  private void addChecked(Step step, Live live) throws IOException {
    var _ = check(step.path(), live);
    journal.add(step);
  }

  /// XFS moves the mtime of a directory that is exchanged. The step after gives a new one its own again; an old one gets its
  /// own by the step before, when the commit is taken back.
  private void exchange(Step.Exchange step) throws IOException {
    Stat going = checkGoing(step.path(), step.live());
    Stat coming = staged(step.number());
    keepTime(step.path(), going);
    journal.add(
        new Step.Exchange(step.path(), step.number(), step.live(), coming.inode(), step.flags()));
    keepTime(step.path(), coming);
  }

  private void keepTime(RelativePath path, Stat stat) throws IOException {
    if (stat.kind() == Kind.DIRECTORY) {
      ModeAndTime same =
          new ModeAndTime(ModeAndTime.NO_MODE, stat.mtimeSeconds(), stat.mtimeNanos());
      journal.add(new Step.Adjust(path, Live.of(stat), same, same));
    }
  }

  private Stat check(RelativePath path, Live live) throws IOException {
    Stat now = statOf(path);
    if (now == null || !live.still(now)) {
      throw new RootChangedException(path);
    }
    return now;
  }

  /// What is going to be renamed away as a whole must still hold nothing that is not ours.
  private Stat checkGoing(RelativePath path, Live live) throws IOException {
    Stat now = check(path, live);
    if (now.kind() == Kind.DIRECTORY) {
      GuardedBelow.search(
          root,
          path,
          filter,
          (found, _) -> {
            throw new RootChangedException(found);
          });
    }
    return now;
  }

  private @Nullable Stat statOf(RelativePath path) throws IOException {
    if (path.isRoot()) {
      return root.directory().stat();
    }
    try {
      return root.parentOf(path).statIfPresent(path.name());
    } catch (SystemCallException e) {
      if (e.errno() == SystemCallException.ENOENT || e.errno() == SystemCallException.ENOTDIR) {
        return null;
      }
      throw e;
    }
  }

  private Stat staged(long number) throws IOException {
    return news.stat(Bytes.of(Long.toString(number)));
  }
}
