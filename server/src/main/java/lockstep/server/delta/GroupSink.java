package lockstep.server.delta;

import java.io.IOException;
import lockstep.images.delta.Group;

/// Takes groups in order.
@FunctionalInterface
public interface GroupSink {
  /// @param group without its place: its offset is 0
  /// @param frame its stored bytes, handed over
  void accept(Group group, byte[] frame) throws IOException;
}
