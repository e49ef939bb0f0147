package lockstep.agent.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lockstep.agent.index.IndexReader;
import lockstep.agent.index.IndexWriter;
import lockstep.agent.index.Match;
import lockstep.excludes.RelativePath;
import lockstep.images.ImageId;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.tree.Directory;
import lockstep.images.tree.PathFilter;
import lockstep.images.tree.ScanScope;
import lockstep.images.tree.ScanScope.Depth;
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
  ///
  /// @param findings what whoever hears of changes may go by; empty: he must look at everything again
  public record Result(Plan plan, long filesHashed, Optional<Findings> findings) {}

  /// Opens the image's manifest, if it is needed.
  @FunctionalInterface
  public interface Manifest {
    ManifestReader open() throws IOException;
  }

  /// How often a scope that proved too narrow is widened.
  private static final int ATTEMPTS = 5;

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
    public long judgedBy() {
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
        Findings findings = new Findings(Doubts.NONE, scan.mounts());
        return Optional.of(
            new Result(new Plan(plan, totals, List.of(), List.of()), 0, Optional.of(findings)));
      }
    } catch (UnchangedScan.Changed e) {
      return Optional.empty();
    }
  }

  /// Looks at all of the root.
  ///
  /// @param plan an empty or missing folder for the plan's spools
  /// @throws IOException when the root cannot be walked or the manifest cannot be read
  public Result plan(
      Directory root, ManifestReader manifest, Basis basis, Reading reading, Path plan)
      throws IOException {
    return plan(root, manifest, basis, reading, plan, ScanScope.ALL);
  }

  /// Looks at what is in doubt, and takes the rest for what it was found to be. Plans no swap, for which a directory must be
  /// known as a whole.
  ///
  /// @param known what an earlier look with this index and this basis found, and what has changed since
  /// @return empty when all of the root must be looked at instead
  public Optional<Result> planDoubtful(
      Directory root, Manifest manifest, Basis basis, Reading reading, Path plan, Findings known)
      throws IOException {
    Map<RelativePath, Depth> paths = new HashMap<>(known.doubts().paths());
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Doubts doubts = new Doubts(paths, known.doubts().inodes());
      Optional<ScanScope> scope = DoubtfulScope.of(doubts, root, basis.filter(), index);
      if (scope.isEmpty()) {
        return Optional.empty();
      }
      if (scope.get().isEmpty()) {
        return Optional.of(nothingToLookAt(plan, known));
      }
      try (ManifestReader image = manifest.open()) {
        Result found =
            new Planner(index, clock, SwapPolicy.FILES)
                .plan(root, image, basis, reading, plan, scope.get());
        return Optional.of(
            new Result(
                found.plan().seeing(known.mounts()),
                found.filesHashed(),
                found.findings().map(all -> new Findings(all.doubts(), known.mounts()))));
      } catch (Differ.NarrowScope e) {
        paths.put(e.path(), Depth.TREE);
      }
    }
    return Optional.empty();
  }

  private static Result nothingToLookAt(Path plan, Findings known) throws IOException {
    try (PlanWriter none = new PlanWriter(plan)) {
      PlanTotals totals = none.totals(0, known.mounts());
      Plan empty = new Plan(plan, totals, List.of(), List.of());
      return new Result(empty, 0, Optional.of(new Findings(Doubts.NONE, known.mounts())));
    }
  }

  private Result plan(
      Directory root,
      ManifestReader manifest,
      Basis basis,
      Reading reading,
      Path plan,
      ScanScope scope)
      throws IOException {
    Path next = index.resolveSibling(index.getFileName() + ".next");
    PathFilter filter = basis.filter();
    Inspector.Trust trust =
        reading == Reading.ALL_FILES ? Inspector.Trust.NOTHING : Inspector.Trust.INDEX;
    Path known = trust == Inspector.Trust.INDEX ? index : null;
    Plan found;
    Inspector inspector;
    try (IndexReader before = IndexReader.open(index);
        IndexWriter after = IndexWriter.create(next);
        PlanWriter out = new PlanWriter(plan);
        LinkGroups links = new LinkGroups(plan.resolve("links"));
        ReadAhead ahead = new ReadAhead(root, filter, scope, known, clock)) {
      inspector = new Inspector(before, after, trust, clock, ahead, scope);
      Forbidden forbidden = new Forbidden(basis.rights(), filter);
      WantedEntries wanted = new WantedEntries(manifest, forbidden, scope);
      Differ differ =
          new Differ(wanted, filter, scope, inspector, out, links, new TreeSwaps(swaps));
      scanner(root, filter, scope).scan(differ);
      found = differ.finish().against(forbidden.problems());
      long carried = inspector.finish();
      if (found.isEmpty() && found.conflicts().isEmpty()) {
        long paths = found.totals().entriesScanned() + carried;
        after.matched(new Match(basis.image(), basis.judgedBy(), paths));
      }
    }
    Files.move(next, index, StandardCopyOption.ATOMIC_MOVE);
    Optional<Findings> findings = Findings.of(found, inspector.forgotten());
    return new Result(found, inspector.filesHashed(), findings);
  }

  private static TreeScanner scanner(Directory root, PathFilter filter, ScanScope scope) {
    return scope == ScanScope.ALL
        ? TreeScanner.onAllProcessors(root, filter)
        : TreeScanner.within(scope, root, filter);
  }
}
