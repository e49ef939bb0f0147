package lockstep.agent.converge;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lockstep.agent.commit.RetiredTree;
import lockstep.agent.index.IndexUpdate;
import lockstep.excludes.RelativePath;
import lockstep.images.Problem;
import lockstep.images.tree.Stat;
import org.jspecify.annotations.Nullable;

/// Keeps the stat index true while a retired tree is taken apart, which moves the ctime of everything that was linked.
final class RetiredNames implements RetiredTree.Listener, Closeable {
  private final Path index;
  private final List<Problem> problems = new ArrayList<>();
  private @Nullable IndexUpdate update;

  RetiredNames(Path index) {
    this.index = index;
  }

  @Override
  public void unlinked(RelativePath path, Stat then, Stat now) throws IOException {
    IndexUpdate open = update;
    if (open == null) {
      open = IndexUpdate.of(index);
      update = open;
    }
    open.moved(path, then, now);
  }

  /// The closing scan finds it, and says what it is.
  @Override
  public void carried(RelativePath path) {}

  @Override
  public void left(RelativePath path) {
    problems.add(
        new Problem(
            "E-LATE",
            path.toString(),
            "was written while its directory was being swapped, and the new tree has no place for it",
            "it is kept below .lockstep/undo/new until the next commit; take it from there if it is needed"));
  }

  /// After the commit.
  ///
  /// @return what found no place
  List<Problem> finish() throws IOException {
    if (update != null) {
      update.finish();
    }
    return problems;
  }

  @Override
  public void close() throws IOException {
    if (update != null) {
      update.close();
    }
  }
}
