package lockstep.agent.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.stage.StagedUpdate;
import lockstep.images.tree.PathBytes;
import lockstep.images.tree.PrivateMounts;

/// The root as the commit will leave it, for the calling thread and what it starts.
final class MergedRoot implements AutoCloseable {
  /// What a command writes is bounded; how many paths a plan changes is not.
  private static final String MEMORY = "mode=0700,size=25%,nr_inodes=0";

  private final Path memory;

  private MergedRoot(Path memory) {
    this.memory = memory;
  }

  /// @param memory an empty folder of the agent's, on which to mount what is needed
  /// @throws IOException when it cannot be built, or the live root is not any more what the plan was made for
  static MergedRoot build(StagedUpdate staged, Path root, Path memory) throws IOException {
    PrivateMounts.enter();
    PrivateMounts.memory(memory, MEMORY);
    MergedRoot merged = new MergedRoot(memory);
    try {
      merged.fill(staged, root.toRealPath());
      return merged;
    } catch (IOException e) {
      merged.close();
      throw e;
    }
  }

  private void fill(StagedUpdate staged, Path live) throws IOException {
    Files.createDirectory(path());
    Layers layers = new Layers(memory);
    layers.cover(PathBytes.of(live), PathBytes.of(path()));
    try (ManagedRoot merged = ManagedRoot.open(path());
        Rehearsal rehearsal = new Rehearsal(merged)) {
      staged.forEachLiveStep(rehearsal::take);
    }
    new Submounts(layers).show(live, path());
  }

  /// Where it is, in the eyes of this thread and what it starts.
  Path path() {
    return memory.resolve("merged");
  }

  /// The mounts end with the thread anyway, and with the processes it started. But a thread of the runtime's that was started
  /// meanwhile may have inherited them.
  @Override
  public void close() throws IOException {
    PrivateMounts.detach(memory);
  }
}
