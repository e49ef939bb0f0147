package lockstep.server.capture;

import java.io.IOException;
import lockstep.images.chunk.ContentSource;

/// The content of one file of a master. Used by one thread at a time.
interface FileSource extends ContentSource, AutoCloseable {
  /// In bytes, holes included.
  long size();

  /// To be called after the last read.
  ///
  /// @throws lockstep.images.ProblemException when the file has changed since it was found
  void verify() throws IOException;

  @Override
  void close();
}
