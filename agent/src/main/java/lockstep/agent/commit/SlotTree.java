package lockstep.agent.commit;

import java.io.IOException;
import lockstep.agent.commit.Sides.Spot;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.SystemCallException;
import org.jspecify.annotations.Nullable;

/// A directory that lies in a slot. Neighbours in path order share their parent, which stays open. Not for several threads.
final class SlotTree implements AutoCloseable {
  private final Directory holder;
  private final Bytes name;
  private @Nullable RelativePath heldPath;
  private @Nullable Directory held;

  SlotTree(Directory holder, Bytes name) {
    this.holder = holder;
    this.name = name;
  }

  /// Where a path in it stands; null when the directory that should hold it is not there.
  @Nullable Spot spot(RelativePath inside) throws IOException {
    Directory parent = directory(inside.parent());
    return parent == null
        ? null
        : new Spot(parent, inside.name(), parent.statIfPresent(inside.name()));
  }

  private @Nullable Directory directory(RelativePath inside) throws IOException {
    if (held != null && inside.equals(heldPath)) {
      return held;
    }
    close();
    try (Directory top = holder.openChild(name)) {
      held = top.openBelow(inside);
      heldPath = inside;
      return held;
    } catch (SystemCallException e) {
      if (e.isAbsence()) {
        return null;
      }
      throw e;
    }
  }

  /// It may be used again.
  @Override
  public void close() {
    if (held != null) {
      held.close();
      held = null;
    }
  }
}
