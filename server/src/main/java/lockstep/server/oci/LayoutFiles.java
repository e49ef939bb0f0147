package lockstep.server.oci;

import java.io.IOException;
import java.io.InputStream;

/// The files of a layout, by their paths in it. For one thread.
interface LayoutFiles extends AutoCloseable {
  /// @throws java.nio.file.NoSuchFileException when it is not there
  InputStream open(String path) throws IOException;

  @Override
  void close() throws IOException;
}
