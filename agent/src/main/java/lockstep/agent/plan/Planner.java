package lockstep.agent.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import lockstep.agent.index.IndexReader;
import lockstep.agent.index.IndexWriter;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.tree.Directory;
import lockstep.images.tree.PathFilter;
import lockstep.images.tree.TreeScanner;

/// Compares a root with an image. Writes a plan and the next stat index, nothing else. Not for several threads.
public final class Planner {
  /// How much of the stat index a scan may believe.
  public enum Reading {
    /// Only what changed since it was last read is read.
    CHANGED_FILES,
    /// Every byte (`--verify`).
    ALL_FILES
  }

  /// A plan, and how many files had to be read for it.
  public record Result(Plan plan, long filesHashed) {}

  private final Path index;
  private final InstantSource clock;

  /// @param index the stat index's file; need not exist
  public Planner(Path index, InstantSource clock) {
    this.index = index;
    this.clock = clock;
  }

  /// @param plan an empty or missing folder for the plan's spools
  /// @throws IOException when the root cannot be walked or the manifest cannot be read
  public Result plan(
      Directory root, ManifestReader manifest, PathFilter filter, Reading reading, Path plan)
      throws IOException {
    Path next = index.resolveSibling(index.getFileName() + ".next");
    Result result;
    try (IndexReader before = IndexReader.open(index);
        IndexWriter after = IndexWriter.create(next);
        PlanWriter out = new PlanWriter(plan);
        LinkGroups links = new LinkGroups(plan.resolve("links"))) {
      Inspector.Trust trust =
          reading == Reading.ALL_FILES ? Inspector.Trust.NOTHING : Inspector.Trust.INDEX;
      Inspector inspector = new Inspector(before, after, trust, clock);
      Differ differ = new Differ(new WantedEntries(manifest), filter, inspector, out, links);
      new TreeScanner(root, filter).scan(differ);
      result = new Result(differ.finish(), inspector.filesHashed());
    }
    Files.move(next, index, StandardCopyOption.ATOMIC_MOVE);
    return result;
  }
}
