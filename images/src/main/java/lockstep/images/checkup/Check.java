package lockstep.images.checkup;

import java.io.IOException;

/// Looks at one thing of a set-up. It changes nothing, takes no lock that somebody else would wait for, and is done in seconds.
public interface Check {
  /// One word, for people and scripts.
  String name();

  /// @throws IOException when it cannot be looked at; people are told so
  Finding look() throws IOException, InterruptedException;
}
