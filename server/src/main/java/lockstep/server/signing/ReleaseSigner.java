package lockstep.server.signing;

import java.io.IOException;
import lockstep.images.json.Json;

/// Gets a release signed by people.
public interface ReleaseSigner {
  /// @param signed what is to be signed: the `signed` part of a targets file
  /// @param role whose signatures count, and how many are needed: the root's `targets`
  /// @return the file as it will be served
  /// @throws lockstep.images.ProblemException when it cannot be signed
  byte[] sign(Json.Object signed, Json.Object role) throws IOException;
}
