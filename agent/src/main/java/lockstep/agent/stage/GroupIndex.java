package lockstep.agent.stage;

import java.io.IOException;
import java.util.Optional;
import lockstep.images.delta.GroupIndexReader;

/// A group index that can be read any number of times.
@FunctionalInterface
interface GroupIndex {
  /// Empty when there is none, and then always.
  Optional<GroupIndexReader> open() throws IOException;
}
