package lockstep.server.doctor;

import java.io.IOException;
import java.net.URI;
import lockstep.images.ContentHash;

/// A server, as somebody reaches it.
public interface Door {
  URI url();

  /// Whose certificate the server's must descend from.
  ///
  /// @throws IOException when nobody says so
  ContentHash authority() throws IOException;

  /// Whether somebody has said who they are.
  boolean isOperators();

  /// Asks it as an operator.
  ///
  /// @return how many machines it knows
  /// @throws IOException when it does not answer, or not to this operator
  long machines() throws IOException, InterruptedException;
}
