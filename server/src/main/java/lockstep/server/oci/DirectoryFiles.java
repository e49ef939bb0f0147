package lockstep.server.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A layout that is a directory.
record DirectoryFiles(Path directory) implements LayoutFiles {
  static boolean isLayout(Path directory) {
    return Files.isRegularFile(directory.resolve(OciLayout.MARKER))
        && Files.isRegularFile(directory.resolve(OciLayout.INDEX))
        && Files.isDirectory(directory.resolve("blobs"));
  }

  @Override
  public InputStream open(String path) throws IOException {
    return Files.newInputStream(directory.resolve(path));
  }

  @Override
  public void close() {}
}
