package lockstep.agent.converge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.agent.plan.Findings;
import lockstep.agent.plan.Planner;
import lockstep.agent.plan.Planner.Basis;
import lockstep.agent.plan.Planner.Manifest;
import lockstep.agent.plan.Planner.Reading;
import lockstep.agent.report.Report.Way;
import lockstep.agent.watch.Knowledge;
import lockstep.agent.watch.Knowledge.Scope;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.tree.Directory;
import org.jspecify.annotations.Nullable;

/// Looks at the root, each time at as little of it as will do: at what may have changed, where somebody watches; else at all of it,
/// and without the manifest where the stat index says enough.
final class Look {
  private final Directory root;
  private final Planner planner;
  private final Knowledge knowledge;
  private Way way = Way.NONE;
  private @Nullable Basis basis;
  private Optional<Findings> findings = Optional.empty();

  /// @param planner one that swaps nothing
  Look(Directory root, Planner planner, Knowledge knowledge) {
    this.root = root;
    this.planner = planner;
    this.knowledge = knowledge;
  }

  /// How the last look was done.
  Way way() {
    return way;
  }

  /// Compares the root with an image.
  Planner.Result at(Planner by, Manifest manifest, Basis with, Reading reading, Path spools)
      throws IOException {
    Planner.Result result = look(by, manifest, with, reading, spools);
    basis = with;
    findings = result.findings();
    return result;
  }

  private Planner.Result look(
      Planner by, Manifest manifest, Basis with, Reading reading, Path spools) throws IOException {
    Optional<Findings> known = knowledge.begin(with, reading);
    if (known.isPresent()) {
      Optional<Planner.Result> result =
          planner.planDoubtful(root, manifest, with, reading, spools, known.get());
      if (result.isPresent()) {
        way = Way.WATCH;
        knowledge.found(with, Scope.DOUBTS, result.get().findings());
        return result.get();
      }
      knowledge.widen();
    }
    Planner.Result result = all(by, manifest, with, reading, spools);
    way = Way.SCAN;
    knowledge.found(with, Scope.ALL, result.findings());
    return result;
  }

  private Planner.Result all(
      Planner by, Manifest manifest, Basis with, Reading reading, Path spools) throws IOException {
    if (reading == Reading.CHANGED_FILES) {
      Optional<Planner.Result> unchanged = by.unchanged(root, with, spools);
      if (unchanged.isPresent()) {
        return unchanged.get();
      }
    }
    try (ManifestReader image = manifest.open()) {
      return by.plan(root, image, with, reading, spools);
    }
  }

  /// Whether the root, which the last look found not to be what it should, may be another image instead: not where the paths that
  /// differed are not as that one has them either, which costs next to nothing.
  boolean mayBe(Manifest manifest, Basis other, Path spools) throws IOException {
    Basis last = basis;
    if (last == null || last.judgedBy() != other.judgedBy() || findings.isEmpty()) {
      return true;
    }
    Optional<Planner.Result> part =
        planner.planDoubtful(root, manifest, other, Reading.CHANGED_FILES, spools, findings.get());
    knowledge.foundAgain(other, part.flatMap(Planner.Result::findings));
    return part.isEmpty() || part.get().plan().isEmpty();
  }
}
