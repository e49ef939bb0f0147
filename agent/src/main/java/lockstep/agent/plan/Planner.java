package lockstep.agent.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import lockstep.agent.index.IndexReader;
import lockstep.agent.index.IndexWriter;
import lockstep.agent.index.Match;
import lockstep.images.ImageId;
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
  private final SwapPolicy swaps;

  /// @param index the stat index's file; need not exist
  public Planner(Path index, InstantSource clock, SwapPolicy swaps) {
    this.index = index;
    this.clock = clock;
    this.swaps = swaps;
  }

  /// What a root is compared with.
  ///
  /// @param rules a fingerprint of the rules that `filter` was made of
  public record Basis(ImageId image, PathFilter filter, long rules, RightsPolicy rights) {
    /// What was judged by other rules says nothing.
    private long judgedBy() {
      return rules ^ rights.fingerprint();
    }
  }

  /// The empty plan, if the root has not changed since it last matched the image under the same rules; by the index alone,
  /// without the manifest.
  ///
  /// @param plan an empty or missing folder for the plan's spools
  public Optional<Result> unchanged(Directory root, Basis basis, Path plan) throws IOException {
    try (IndexReader noted = IndexReader.open(index)) {
      Match match = noted.match();
      if (match == null
          || !match.image().equals(basis.image())
          || match.rules() != basis.judgedBy()) {
        return Optional.empty();
      }
      UnchangedScan scan = new UnchangedScan(noted);
      TreeScanner.onAllProcessors(root, basis.filter()).scan(scan);
      if (scan.paths() != match.paths() || noted.next() != null) {
        return Optional.empty();
      }
      try (PlanWriter none = new PlanWriter(plan)) {
        PlanTotals totals = none.totals(scan.paths(), scan.mounts());
        return Optional.of(new Result(new Plan(plan, totals, List.of(), List.of()), 0));
      }
    } catch (UnchangedScan.Changed e) {
      return Optional.empty();
    }
  }

  /// @param plan an empty or missing folder for the plan's spools
  /// @throws IOException when the root cannot be walked or the manifest cannot be read
  public Result plan(
      Directory root, ManifestReader manifest, Basis basis, Reading reading, Path plan)
      throws IOException {
    Path next = index.resolveSibling(index.getFileName() + ".next");
    PathFilter filter = basis.filter();
    Inspector.Trust trust =
        reading == Reading.ALL_FILES ? Inspector.Trust.NOTHING : Inspector.Trust.INDEX;
    Path known = trust == Inspector.Trust.INDEX ? index : null;
    Result result;
    try (IndexReader before = IndexReader.open(index);
        IndexWriter after = IndexWriter.create(next);
        PlanWriter out = new PlanWriter(plan);
        LinkGroups links = new LinkGroups(plan.resolve("links"));
        ReadAhead ahead = new ReadAhead(root, filter, known, clock)) {
      Inspector inspector = new Inspector(before, after, trust, clock, ahead);
      Forbidden forbidden = new Forbidden(basis.rights(), filter);
      WantedEntries wanted = new WantedEntries(manifest, forbidden);
      Differ differ = new Differ(wanted, filter, inspector, out, links, new TreeSwaps(swaps));
      TreeScanner.onAllProcessors(root, filter).scan(differ);
      Plan found = differ.finish().against(forbidden.problems());
      result = new Result(found, inspector.filesHashed());
      if (found.isEmpty() && found.conflicts().isEmpty()) {
        long paths = result.plan().totals().entriesScanned();
        after.matched(new Match(basis.image(), basis.judgedBy(), paths));
      }
    }
    Files.move(next, index, StandardCopyOption.ATOMIC_MOVE);
    return result;
  }
}
