package lockstep.agent.commit;

import java.io.IOException;
import lockstep.agent.commit.Sides.Slot;
import lockstep.agent.plan.Live;
import lockstep.agent.plan.Step;
import lockstep.excludes.RelativePath;

/// Takes retired trees apart, when nothing more is to be done in the live root, or all of it is to be taken back: what each
/// step replaced or took away is then where an undo looks for it.
final class Retiring {
  private final Sides sides;
  private final RetiredTree.Listener listener;

  Retiring(Sides sides, RetiredTree.Listener listener) {
    this.sides = sides;
    this.listener = listener;
  }

  void apply(Step step) throws IOException {
    switch (step) {
      case Step.Exchange exchange ->
          retire(exchange.path(), sides.staged(exchange.number()), exchange.live());
      case Step.Delete delete ->
          retire(delete.path(), sides.deleted(delete.number()), delete.live());
      case Step.Dissolve dissolve -> sides.dissolve(dissolve, listener);
      case Step.Narrow _, Step.Create _, Step.Adjust _, Step.Settle _, Step.Swap _ -> {}
    }
  }

  private void retire(RelativePath path, Slot slot, Live live) throws IOException {
    if (slot.holds(live.inode())) {
      sides.forget(path, slot);
    } else if (slot.stat() == null && !sides.isLive(path, live.inode())) {
      sides.retire(path, slot);
    }
  }
}
