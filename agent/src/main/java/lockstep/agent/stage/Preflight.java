package lockstep.agent.stage;

import java.io.IOException;
import java.nio.file.Files;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.PlanTotals;
import lockstep.agent.plan.TreeSwap;
import lockstep.agent.root.ManagedRoot;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Figures;
import lockstep.images.tree.Space;

/// Refuses what the disk cannot hold before the first byte is written.
final class Preflight {
  /// What a step takes in the plan and the journal together, with its path, generously.
  private static final long STEP_BYTES = 512;

  /// A directory of a prepared tree; its other entries have their inodes already.
  private static final long DIRECTORY_BYTES = 4096;

  /// Left for everybody else on the filesystem.
  private static final long RESERVE_BYTES = 4L * 1024 * 1024;

  private Preflight() {}

  /// @param moreBytes what downloads, and whatever else is only needed for a while, will take
  /// @throws ProblemException `E-SPACE` naming what is needed and what there is
  static void check(ManagedRoot root, Plan plan, long moreBytes) throws IOException {
    Space space = root.directory().space();
    PlanTotals totals = plan.totals();
    long directories = plan.swaps().stream().mapToLong(TreeSwap::directories).sum();
    long inodes = totals.stagedInodes() + directories;
    long needed =
        totals.stagedBytes()
            + moreBytes
            + totals.differences() * STEP_BYTES
            + directories * DIRECTORY_BYTES
            + RESERVE_BYTES;
    if (space.availableBytes() < needed) {
      throw refused(
          root,
          "%s are needed for staging, %s are free"
              .formatted(Figures.bytes(needed), Figures.bytes(space.availableBytes())));
    }
    // Some filesystems have no fixed number of inodes and say 0.
    if (space.totalInodes() > 0 && space.freeInodes() < inodes) {
      throw refused(
          root,
          "%d inodes are needed for staging, %d are free".formatted(inodes, space.freeInodes()));
    }
  }

  private static ProblemException refused(ManagedRoot root, String why) {
    return new ProblemException(
        new Problem(
            "E-SPACE",
            root.path().toString(),
            "the filesystem%s is too full: %s".formatted(name(root), why),
            "free some space; nothing was changed"));
  }

  /// Where it is mounted and what is mounted there, if that can be found out.
  private static String name(ManagedRoot root) {
    try {
      return " " + Files.getFileStore(root.path());
    } catch (IOException e) {
      return "";
    }
  }
}
