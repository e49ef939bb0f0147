package lockstep.agent.check;

import java.io.IOException;
import lockstep.agent.plan.ModeAndTime;
import lockstep.agent.plan.Step;
import lockstep.agent.root.DirectoryMetadata;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Kind;
import lockstep.images.tree.Stat;
import lockstep.images.tree.SystemCallException;

/// Takes the steps of a commit in an overlay of the live root. Each is taken once and nothing is kept to take it back, so
/// what goes is simply removed. Not for several threads.
final class Rehearsal implements AutoCloseable {
  private static final RelativePath STAGED = Workspace.PATH.resolve(RelativePath.of("stage/new"));
  private static final RelativePath DELETED = Workspace.PATH.resolve(RelativePath.of("stage/old"));

  private final ManagedRoot merged;
  private final Directory staged;
  private final Directory deleted;
  private long removed;

  Rehearsal(ManagedRoot merged) throws IOException {
    this.merged = merged;
    staged = merged.directory().openBelow(STAGED);
    deleted = merged.directory().openBelow(DELETED);
  }

  void take(Step step) throws IOException {
    switch (step) {
      case Step.Narrow narrow -> unlock(narrow.path());
      case Step.Create create -> put(create.number(), create.path());
      case Step.Exchange exchange -> {
        remove(exchange.path());
        put(exchange.number(), exchange.path());
      }
      case Step.Swap swap -> {
        remove(swap.path());
        put(swap.number(), swap.path());
      }
      case Step.Delete delete -> remove(delete.path());
      case Step.Adjust adjust -> adjust(adjust.path(), adjust.wanted());
      case Step.Settle settle -> settle(settle);
      case Step.Dissolve _ -> {} // there is no retired tree
    }
  }

  private void put(long number, RelativePath path) throws IOException {
    Bytes name = Bytes.of(Long.toString(number));
    boolean directory = staged.stat(name).kind() == Kind.DIRECTORY;
    staged.renameNoReplace(name, merged.parentOf(path), path.name());
    if (directory) {
      merged.forgetParent();
    }
  }

  /// A directory goes in one step, unless its path is too long for the overlay to note.
  private void remove(RelativePath path) throws IOException {
    Directory parent = merged.parentOf(path);
    Stat stat = parent.stat(path.name());
    unlock(parent, path.name(), stat);
    if (stat.kind() != Kind.DIRECTORY) {
      parent.unlink(path.name());
      return;
    }
    merged.forgetParent();
    Directory holder = merged.parentOf(path);
    try {
      holder.renameNoReplace(path.name(), deleted, Bytes.of("removed-" + removed++));
    } catch (SystemCallException e) {
      holder.removeTree(path.name());
    }
  }

  private void adjust(RelativePath path, ModeAndTime wanted) throws IOException {
    Directory parent = merged.parentOf(path);
    Stat stat = parent.stat(path.name());
    unlock(parent, path.name(), stat);
    if (wanted.mode() != ModeAndTime.NO_MODE && wanted.mode() != stat.mode()) {
      parent.setMode(path.name(), wanted.mode());
    }
    parent.setMtime(path.name(), wanted.mtimeSeconds(), wanted.mtimeNanos());
  }

  private void settle(Step.Settle step) throws IOException {
    try (Directory directory = merged.directory().openBelow(step.path())) {
      DirectoryMetadata.apply(directory, step.wanted().withFlags(0));
    }
  }

  private void unlock(RelativePath path) throws IOException {
    try (Directory directory = merged.directory().openBelow(path)) {
      if (directory.stat().flags() != 0) {
        directory.clearOverlayFlags();
      }
    }
  }

  private static void unlock(Directory parent, Bytes name, Stat stat) throws IOException {
    if (stat.flags() != 0) {
      parent.clearOverlayFlags(name);
    }
  }

  @Override
  public void close() {
    staged.close();
    deleted.close();
  }
}
