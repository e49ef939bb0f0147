package lockstep.agent.stage;

import java.io.IOException;
import lockstep.agent.journal.JournalWriter;
import lockstep.agent.plan.Live;
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
    Step complete =
        switch (step) {
          case Step.Create create -> {
            if (statOf(step.path()) != null) {
              throw new RootChangedException(step.path());
            }
            yield new Step.Create(
                create.path(), create.number(), inodeOf(create.number()), create.flags());
          }
          case Step.Exchange exchange -> {
            checkGoing(step.path(), exchange.live());
            yield new Step.Exchange(
                exchange.path(),
                exchange.number(),
                exchange.live(),
                inodeOf(exchange.number()),
                exchange.flags());
          }
          case Step.Adjust adjust -> checked(adjust, adjust.live());
          case Step.Delete delete -> {
            checkGoing(step.path(), delete.live());
            yield delete;
          }
          case Step.Narrow narrow -> checked(narrow, narrow.live());
          case Step.Settle settle -> checked(settle, settle.live());
        };
    journal.add(complete);
  }

  private Step checked(Step step, Live live) throws IOException {
    check(step.path(), live);
    return step;
  }

  private void check(RelativePath path, Live live) throws IOException {
    Stat now = statOf(path);
    if (now == null || !live.still(now)) {
      throw new RootChangedException(path);
    }
  }

  /// What is going to be renamed away as a whole must still hold nothing that is not ours.
  private void checkGoing(RelativePath path, Live live) throws IOException {
    check(path, live);
    Stat now = statOf(path);
    if (now != null && now.kind() == Kind.DIRECTORY) {
      GuardedBelow.search(
          root,
          path,
          filter,
          (found, _) -> {
            throw new RootChangedException(found);
          });
    }
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

  private long inodeOf(long number) throws IOException {
    return news.stat(Bytes.of(Long.toString(number))).inode();
  }
}
