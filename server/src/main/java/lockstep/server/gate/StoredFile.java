package lockstep.server.gate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A file of the repository, open for reading. Whoever has it closes it.
///
/// @param modified in whole seconds, as HTTP dates are
/// @param etag changes whenever the content does
record StoredFile(ServedName name, FileChannel content, long size, Instant modified, String etag)
    implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(StoredFile.class.getName());

  static StoredFile of(ServedName name, FileChannel content, long size, Instant modified) {
    String etag = "\"%x-%x-%x\"".formatted(size, modified.getEpochSecond(), modified.getNano());
    return new StoredFile(name, content, size, modified.truncatedTo(ChronoUnit.SECONDS), etag);
  }

  /// Closes it where nobody could do anything about a failure.
  void letGo() {
    try {
      close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a file that was only read does not close", e);
    }
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
