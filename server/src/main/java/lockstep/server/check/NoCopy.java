package lockstep.server.check;

import java.io.IOException;
import java.nio.file.Path;

/// Nothing that comes from elsewhere can be told to be the object.
record NoCopy(String why) implements Proof {
  @Override
  public void prove(Path file) throws IOException {
    throw new IOException(why);
  }

  @Override
  public long maxBytes() {
    return 0;
  }
}
