package lockstep.server.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import lockstep.server.durable.DurableFile;

/// A directory that gets its name when all of it is there and on the disk.
final class NewDirectory implements AutoCloseable {
  private final Path target;
  private final Path draft;

  private NewDirectory(Path target, Path draft) {
    this.target = target;
    this.draft = draft;
  }

  /// Begins one, closed to everyone but its owner. What a crash left of another attempt is cleared away.
  static NewDirectory begin(Path target) throws IOException {
    Path draft = DurableFile.temporaryFor(target.toAbsolutePath());
    clear(draft);
    DurableFile.makeSecretDirectory(draft);
    return new NewDirectory(target.toAbsolutePath(), draft);
  }

  Path path() {
    return draft;
  }

  /// It may take the place of an empty directory.
  void finish() throws IOException {
    for (Path path : contents(draft)) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
    DurableFile.place(draft, target);
  }

  /// The deepest first, itself last.
  private static List<Path> contents(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(directory)) {
      all = new ArrayList<>(found.toList());
    }
    Collections.reverse(all);
    return all;
  }

  private static void clear(Path directory) throws IOException {
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      for (Path path : contents(directory)) {
        Files.delete(path);
      }
    }
  }

  /// Clears away what was not finished.
  @Override
  public void close() throws IOException {
    clear(draft);
  }
}
