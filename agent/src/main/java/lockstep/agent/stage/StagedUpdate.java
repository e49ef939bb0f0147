package lockstep.agent.stage;

import java.io.IOException;
import lockstep.agent.journal.Transaction;
import lockstep.agent.plan.Phase;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.Step;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;

/// A plan whose every byte is verified beside the root, with its journal. Only [Stager] makes one, so whoever holds one may
/// commit without the network. Not for several threads.
public final class StagedUpdate {
  private final Plan plan;
  private final ImageObjects image;
  private final Transaction transaction;
  private final Directory folder;
  private final LivePaths live;
  private final PreparedTrees trees;
  private final long steps;

  StagedUpdate(
      Plan plan,
      ImageObjects image,
      Transaction transaction,
      Directory folder,
      LivePaths live,
      PreparedTrees trees,
      long steps) {
    this.plan = plan;
    this.image = image;
    this.transaction = transaction;
    this.folder = folder;
    this.live = live;
    this.trees = trees;
    this.steps = steps;
  }

  /// What was written into the stage, rounded up to 4 KiB a file.
  public long bytesStaged() {
    return plan.totals().stagedBytes();
  }

  /// What a reader of staged files does.
  @FunctionalInterface
  public interface Reading {
    void read(StagedFiles files) throws IOException;
  }

  /// Lets the staged files below one directory of the image be read.
  public void read(RelativePath directory, Reading reading) throws IOException {
    try (Directory news = folder.openChild(Bytes.of("new"))) {
      reading.read(StagedFiles.of(plan, image, news, directory));
    }
  }

  /// The steps that change the live root, in the order of the commit. What is done in a prepared tree already is not among
  /// them: the swap brings it.
  public void forEachLiveStep(Plan.StepConsumer consumer) throws IOException {
    for (Phase phase : Phase.values()) {
      plan.forEachStep(
          phase,
          step -> {
            if (!isBroughtBySwaps(step) && !isNewButLate(step)) {
              consumer.accept(step);
            }
          });
      if (phase == Phase.SWAP) {
        plan.forEachStep(
            Phase.NEW,
            step -> {
              if (isNewButLate(step)) {
                consumer.accept(step);
              }
            });
      }
    }
  }

  /// Whether the swaps leave nothing to do of the step in the live root.
  public boolean isBroughtBySwaps(Step step) {
    return trees.isBroughtBySwaps(step);
  }

  private boolean isNewButLate(Step step) {
    return step instanceof Step.Create && trees.isLate(step);
  }

  /// Looks at every live path that the plan changes once more, after time has passed. Those below swapped directories are
  /// looked at by [#begin].
  ///
  /// @throws RootChangedException when one is not what the plan was made for
  public void lookAgain() throws IOException {
    plan.forEachStep(step -> {
      if (step instanceof Step.Swap || !trees.isBelow(step.path())) {
        live.check(step);
      }
    });
  }

  /// Makes everything durable, then the mark from which on the root may be changed.
  ///
  /// @throws RootChangedException when something was written below a directory that is to be swapped
  public void begin(Transaction.Purpose purpose) throws IOException {
    folder.syncFilesystem();
    trees.check();
    transaction.begin(purpose, steps);
    folder.sync();
  }
}
