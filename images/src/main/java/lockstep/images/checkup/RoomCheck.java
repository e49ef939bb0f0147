package lockstep.images.checkup;

import java.io.IOException;
import java.nio.file.Path;
import lockstep.images.console.Figures;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Space;

/// Whether there is room for more beside what is there. How much something takes, whoever does it works out before it writes.
public record RoomCheck(String name, Path directory) implements Check {
  /// Less than a small update takes.
  private static final long LEAST_BYTES = 64L * 1024 * 1024;

  private static final long LEAST_INODES = 1000;

  /// A full disk is near when a twentieth is left.
  private static final int SCARCE = 20;

  @Override
  public Finding look() throws IOException {
    try (Directory open = Directory.open(directory)) {
      return judged(open.space());
    }
  }

  private Finding judged(Space space) {
    boolean countsInodes = space.totalInodes() > 0;
    String says =
        "%s of %s free%s at %s"
            .formatted(
                Figures.bytes(space.availableBytes()),
                Figures.bytes(space.totalBytes()),
                countsInodes ? ", " + Figures.count(space.freeInodes()) + " inodes" : "",
                directory);
    if (space.availableBytes() < LEAST_BYTES
        || (countsInodes && space.freeInodes() < LEAST_INODES)) {
      return Finding.bad(says, "free some space, or some inodes, on that filesystem");
    }
    boolean scarce =
        space.availableBytes() < space.totalBytes() / SCARCE
            || (countsInodes && space.freeInodes() < space.totalInodes() / SCARCE);
    return scarce
        ? Finding.warn(says, "free some space before the next large image")
        : Finding.ok(says);
  }
}
