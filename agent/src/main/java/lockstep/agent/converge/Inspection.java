package lockstep.agent.converge;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import lockstep.agent.image.FetchedImage;
import lockstep.agent.image.Published;
import lockstep.agent.image.Repository;
import lockstep.agent.journal.Transaction;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.Planner;
import lockstep.agent.plan.Planner.Reading;
import lockstep.agent.plan.RightsPolicy;
import lockstep.agent.plan.SwapPolicy;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.MountTables;
import lockstep.agent.root.Workspace;
import lockstep.excludes.RelativePath;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.release.PublishedImage;

/// Compares the root with the image it belongs on and changes nothing in it: `plan` and `verify`.
public final class Inspection {
  private final AgentHome home;
  private final ManagedRoot root;
  private final InstantSource clock;
  private final RightsPolicy rights;

  public Inspection(AgentHome home, ManagedRoot root, InstantSource clock, RightsPolicy rights) {
    this.home = home;
    this.root = root;
    this.clock = clock;
    this.rights = rights;
  }

  /// @param deferred why the root would be left as it is, if it would
  public record Result(
      FetchedImage image, Plan plan, long filesHashed, Optional<Problem> deferred) {}

  /// @param wish `--image`
  /// @param commit `--commit`
  /// @throws ProblemException `E-UNFINISHED` when an interrupted commit waits
  public Result run(
      Repository repository,
      Standing standing,
      Optional<String> wish,
      Reading reading,
      SwapPolicy.Style commit)
      throws IOException {
    refuseUnfinished();
    Published published = repository.refresh();
    Memory.Facts facts = home.memory().recall();
    Choice choice = Choice.of(published, facts, standing, wish);
    PublishedImage image = choice.image().orElse(published.release().current());
    FetchedImage fetched = repository.image(published.release(), image, facts.image());
    try (ManifestReader manifest = fetched.manifest()) {
      ManagedPaths paths = ManagedPaths.of(root, manifest.header().excludeRules(), home.state());
      Planner.Basis basis = new Planner.Basis(fetched.id(), paths, paths.fingerprint(), rights);
      Planner.Result result =
          new Planner(home.indexPath(), clock, swaps(root, commit))
              .plan(root.directory(), manifest, basis, reading, home.planPath());
      return new Result(fetched, result.plan(), result.filesHashed(), choice.deferred());
    }
  }

  /// Mount tables that cannot be read speak for themselves: nothing is swapped.
  static SwapPolicy swaps(ManagedRoot root, SwapPolicy.Style style) {
    return new SwapPolicy(
        style,
        () -> {
          try {
            return MountTables.ofThisMachine().below(root.path());
          } catch (IOException e) {
            return List.of(RelativePath.ROOT);
          }
        });
  }

  private void refuseUnfinished() throws IOException {
    if (!root.hasWorkspace()) {
      return;
    }
    try (Workspace workspace = root.workspace()) {
      if (workspace.hasStage()
          && Transaction.in(workspace.stagePath()).state() != Transaction.State.STAGED) {
        throw new ProblemException(
            new Problem(
                "E-UNFINISHED",
                root.path().toString(),
                "an interrupted commit waits to be finished",
                "run `lockstep-agent converge`, which finishes it first"));
      }
    }
  }
}
