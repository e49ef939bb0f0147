package lockstep.agent.stage;

import java.io.IOException;
import lockstep.agent.plan.Live;
import lockstep.agent.plan.Step;
import lockstep.agent.root.GuardedBelow;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Kind;
import lockstep.images.tree.PathFilter;
import lockstep.images.tree.Stat;
import lockstep.images.tree.SystemCallException;
import org.jspecify.annotations.Nullable;

/// Looks whether the live paths that a plan changes are still what it was made for. Not for several threads.
final class LivePaths {
  private final ManagedRoot root;
  private final PathFilter filter;

  LivePaths(ManagedRoot root, PathFilter filter) {
    this.root = root;
    this.filter = filter;
  }

  /// @throws RootChangedException when a path that the step changes is not what the plan was made for
  void check(Step step) throws IOException {
    switch (step) {
      case Step.Create create -> {
        if (stat(step.path()) != null) {
          throw new RootChangedException(create.path());
        }
      }
      case Step.Exchange exchange -> checkGoing(step.path(), exchange.live());
      case Step.Swap swap -> checkGoing(step.path(), swap.live());
      case Step.Delete delete -> checkGoing(step.path(), delete.live());
      case Step.Adjust adjust -> check(step.path(), adjust.live());
      case Step.Narrow narrow -> check(step.path(), narrow.live());
      case Step.Settle settle -> check(step.path(), settle.live());
      case Step.Dissolve _ -> {}
    }
  }

  private void check(RelativePath path, Live live) throws IOException {
    Stat now = stat(path);
    if (now == null || !live.still(now)) {
      throw new RootChangedException(path);
    }
  }

  /// What is going to be renamed away as a whole must still hold nothing that is not ours.
  private void checkGoing(RelativePath path, Live live) throws IOException {
    check(path, live);
    Stat now = stat(path);
    if (now != null && now.kind() == Kind.DIRECTORY) {
      try {
        GuardedBelow.search(
            root,
            path,
            filter,
            (found, _) -> {
              throw new RootChangedException(found);
            });
      } catch (SystemCallException e) {
        throw RootChangedException.or(e, path);
      }
    }
  }

  /// A directory that the plan was made for.
  ///
  /// @throws RootChangedException when it is none any more
  static Directory open(ManagedRoot root, RelativePath path) throws IOException {
    try {
      return root.directory().openBelow(path);
    } catch (SystemCallException e) {
      throw RootChangedException.or(e, path);
    }
  }

  /// What is there now, or null.
  ///
  /// @throws RootChangedException when a directory on the way has become a symlink
  @Nullable Stat stat(RelativePath path) throws IOException {
    if (path.isRoot()) {
      return root.directory().stat();
    }
    try {
      return root.parentOf(path).statIfPresent(path.name());
    } catch (SystemCallException e) {
      if (e.errno() == SystemCallException.ELOOP) {
        throw new RootChangedException(path);
      }
      if (e.isAbsence()) {
        return null;
      }
      throw e;
    }
  }
}
