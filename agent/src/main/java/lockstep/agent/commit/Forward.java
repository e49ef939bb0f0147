package lockstep.agent.commit;

import java.io.IOException;
import lockstep.agent.commit.Sides.Slot;
import lockstep.agent.commit.Sides.Spot;
import lockstep.agent.plan.ModeAndTime;
import lockstep.agent.plan.Step;
import lockstep.agent.root.DirectoryMetadata;
import lockstep.images.tree.Directory;

/// Does what is left to do of a step in the live root.
final class Forward {
  private final Sides sides;

  Forward(Sides sides) {
    this.sides = sides;
  }

  void apply(Step step) throws IOException {
    switch (step) {
      case Step.Narrow narrow -> narrow(narrow);
      case Step.Create create -> create(create);
      case Step.Exchange exchange -> exchange(exchange);
      case Step.Adjust adjust -> adjust(adjust);
      case Step.Delete delete -> delete(delete);
      case Step.Settle settle -> settle(settle);
      case Step.Swap swap -> swap(swap);
      case Step.Dissolve _ -> {} // by [Retiring], when all is done
    }
  }

  void narrow(Step.Narrow step) throws IOException {
    try (Directory directory = sides.directory(step.path())) {
      if (directory == null || directory.stat().inode() != step.live().inode()) {
        return;
      }
      if (directory.stat().flags() != 0) {
        directory.setFlags(0);
      }
      if (step.mode() != step.oldMode()) {
        directory.setMode(step.mode());
      }
    }
  }

  private void create(Step.Create step) throws IOException {
    Slot slot = sides.staged(step.number());
    if (slot.holds(step.stagedInode())) {
      Spot spot = sides.spot(step.path());
      if (spot == null) {
        throw new IOException("the directory that should hold " + step.path() + " went away");
      }
      sides.swap(slot, spot);
    }
    raiseFlags(step, step.flags());
  }

  private void exchange(Step.Exchange step) throws IOException {
    Slot slot = sides.staged(step.number());
    if (slot.holds(step.stagedInode())) {
      Spot spot = sides.spot(step.path());
      if (spot == null) {
        throw new IOException("the directory that holds " + step.path() + " went away");
      }
      sides.swap(slot, spot);
    }
    raiseFlags(step, step.flags());
  }

  private void swap(Step.Swap step) throws IOException {
    Slot slot = sides.staged(step.number());
    if (slot.holds(step.stagedInode())) {
      Spot spot = sides.spot(step.path());
      if (spot == null || spot.stat() == null) {
        throw new IOException("the directory " + step.path() + " went away");
      }
      sides.swap(slot, spot);
    }
    sides.swapped(step);
  }

  /// Also when an earlier run renamed it and came no further.
  private void raiseFlags(Step step, int flags) throws IOException {
    if (flags != 0) {
      Spot spot = sides.spot(step.path());
      if (spot != null && spot.stat() != null) {
        spot.setFlags(flags);
      }
    }
  }

  private void adjust(Step.Adjust step) throws IOException {
    set(step, step.wanted());
  }

  void set(Step.Adjust step, ModeAndTime value) throws IOException {
    Spot spot = sides.spot(step.path());
    if (spot != null && spot.holds(step.live().inode())) {
      spot.set(value);
    }
  }

  private void delete(Step.Delete step) throws IOException {
    Spot spot = sides.spot(step.path());
    Slot slot = sides.deleted(step.number());
    if (slot.stat() == null && spot != null && spot.holds(step.live().inode())) {
      sides.take(spot, slot);
    }
  }

  private void settle(Step.Settle step) throws IOException {
    try (Directory directory = sides.directory(step.path())) {
      if (directory != null && directory.stat().inode() == step.live().inode()) {
        DirectoryMetadata.apply(directory, step.wanted());
      }
    }
  }
}
