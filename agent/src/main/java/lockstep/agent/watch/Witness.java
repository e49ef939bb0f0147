package lockstep.agent.watch;

import java.io.IOException;

/// Whoever hears of changes, as [Knowledge] needs him.
interface Witness {
  /// Everything that happened until now is told before this returns.
  void catchUp() throws IOException;

  /// Everything is told from now on, also what was too much before.
  void ignoreNothing() throws IOException;
}
