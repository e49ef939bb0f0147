package lockstep.server.gc;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What is in a directory.
final class Folder {
  private Folder() {}

  /// Sorted by name; none when there is no such directory.
  static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
        found.forEach(files::add);
      }
    }
    files.sort(null);
    return files;
  }
}
