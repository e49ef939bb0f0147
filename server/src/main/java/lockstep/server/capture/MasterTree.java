package lockstep.server.capture;

import java.io.IOException;
import lockstep.excludes.ExcludeSet;

/// A root to make an image of. Read twice, by one thread; must not change in between.
public interface MasterTree extends AutoCloseable {
  /// The files that steer the build, wherever the tree has them.
  SteeringFiles steeringFiles() throws IOException;

  /// Tells `collector` of every entry that `excludes` leaves in the image or makes a seed, in any order.
  void read(ExcludeSet excludes, EntryCollector collector) throws IOException;

  @Override
  void close() throws IOException;
}
