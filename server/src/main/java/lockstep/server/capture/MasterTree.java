package lockstep.server.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import lockstep.excludes.ExcludeSet;

/// A root to make an image of. Read twice, by one thread; must not change in between.
public interface MasterTree extends AutoCloseable {
  /// Where it is, if it is a directory.
  Optional<Path> directory();

  /// The files that steer the build, wherever the tree has them.
  SteeringFiles steeringFiles() throws IOException;

  /// The latest time of a file that the packages of dpkg's database shipped, in seconds since 1970; empty when there is
  /// none.
  OptionalLong newestPackageSeconds() throws IOException;

  /// Tells `collector` of every entry that `excludes` leaves in the image or makes a seed, in path order.
  void read(ExcludeSet excludes, EntryCollector collector, Recollection recollection)
      throws IOException;

  @Override
  void close() throws IOException;
}
