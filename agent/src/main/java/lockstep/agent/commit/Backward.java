package lockstep.agent.commit;

import java.io.IOException;
import lockstep.agent.commit.Sides.Slot;
import lockstep.agent.commit.Sides.Spot;
import lockstep.agent.plan.Live;
import lockstep.agent.plan.Step;
import lockstep.agent.root.DirectoryMetadata;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;

/// Takes back what is done of a step.
final class Backward {
  private final Sides sides;
  private final Forward forward;
  private final Retiring retiring;

  Backward(Sides sides) {
    this.sides = sides;
    forward = new Forward(sides);
    retiring = new Retiring(sides, RetiredTree.Listener.NONE);
  }

  /// First, for all steps in order: as narrow as old and new together, and open to changes. What a swap retired is where it
  /// would be if each path had been changed by itself, so that it can be taken back by itself: whatever else was done to
  /// the new tree since is not lost.
  void prepare(Step step) throws IOException {
    switch (step) {
      case Step.Narrow narrow -> forward.narrow(narrow);
      case Step.Swap swap -> sides.swapped(swap);
      case Step.Exchange _, Step.Delete _, Step.Dissolve _ -> retiring.apply(step);
      case Step.Create _, Step.Adjust _, Step.Settle _ -> {}
    }
  }

  /// Second, for all steps in reverse.
  void revert(Step step) throws IOException {
    switch (step) {
      case Step.Create create -> uncreate(create);
      case Step.Exchange exchange -> unexchange(exchange);
      case Step.Adjust adjust -> forward.set(adjust, adjust.old());
      case Step.Delete delete -> undelete(delete);
      case Step.Narrow _, Step.Settle _, Step.Swap _, Step.Dissolve _ -> {}
    }
  }

  /// Third, for all steps in order: directories get back their own metadata, the deepest first.
  void finish(Step step) throws IOException {
    if (step instanceof Step.Settle settle) {
      try (Directory directory = sides.directory(settle.path())) {
        if (directory != null && directory.stat().inode() == settle.live().inode()) {
          DirectoryMetadata.apply(directory, settle.old());
        }
      }
    }
  }

  private void uncreate(Step.Create step) throws IOException {
    Slot slot = sides.staged(step.number());
    Spot spot = sides.spot(step.path());
    if (spot == null || !spot.holds(step.stagedInode())) {
      return;
    }
    if (slot.stat() == null) {
      sides.take(spot, slot);
    } else {
      // Somebody had put something there before the commit came by.
      sides.swap(slot, spot);
    }
  }

  private void unexchange(Step.Exchange step) throws IOException {
    Slot slot = sides.staged(step.number());
    Spot spot = sides.spot(step.path());
    boolean exchanged = slot.stat() != null && !slot.holds(step.stagedInode());
    if (exchanged && spot != null) {
      sides.swap(slot, spot);
    }
    raiseFlags(step.path(), step.live());
  }

  private void undelete(Step.Delete step) throws IOException {
    Slot slot = sides.deleted(step.number());
    Spot spot = sides.spot(step.path());
    if (slot.holds(step.live().inode()) && spot != null) {
      sides.swap(slot, spot);
    }
    raiseFlags(step.path(), step.live());
  }

  private void raiseFlags(RelativePath path, Live live) throws IOException {
    if (live.flags() != 0) {
      Spot now = sides.spot(path);
      if (now != null && now.holds(live.inode())) {
        now.setFlags(live.flags());
      }
    }
  }
}
