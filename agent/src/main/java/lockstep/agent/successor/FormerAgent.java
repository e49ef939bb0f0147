package lockstep.agent.successor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import lockstep.excludes.Bytes;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Figures;
import lockstep.images.tree.Directory;

/// A copy of an agent outside of the root that it manages: what takes a commit back when the machine dies while another agent is on
/// trial, and that one does not start. The units of the package look for it (`bin/fall-back` in it) before they start anything.
public final class FormerAgent {
  private static final String NAME = "former";
  private static final String PARTIAL = "former.new";

  /// Left for everybody else on the filesystem.
  private static final long RESERVE_BYTES = 4L << 20;

  private final Path state;

  /// @param state the agent's state folder, which exists
  public FormerAgent(Path state) {
    this.state = state;
  }

  /// Is on disk, or not there at all.
  ///
  /// @param home the directory of an agent's version
  /// @return whether it is there; not of an agent that has lost what it needs to start: a copy could not run either
  /// @throws ProblemException `E-SPACE` when there is no room for it
  boolean keep(Path home) throws IOException {
    sweep();
    if (!Files.isRegularFile(home.resolve("bin/lockstep-agent"))
        || !Files.isDirectory(home.resolve("runtime"))) {
      return false;
    }
    requireRoom(home);
    Files.walkFileTree(home, new Copying(home, partial()));
    Files.move(partial(), kept(), StandardCopyOption.ATOMIC_MOVE);
    sync(state);
    return true;
  }

  private Path kept() {
    return state.resolve(NAME);
  }

  private Path partial() {
    return state.resolve(PARTIAL);
  }

  private void requireRoom(Path home) throws IOException {
    Sizes sizes = new Sizes();
    Files.walkFileTree(home, sizes);
    long needed = sizes.bytes + RESERVE_BYTES;
    long free = freeBytes();
    if (free < needed) {
      throw new ProblemException(
          new Problem(
              "E-SPACE",
              state.toString(),
              "the filesystem is too full: %s are needed to keep this agent while the image's is tried, %s are free"
                  .formatted(Figures.bytes(needed), Figures.bytes(free)),
              "free some space; nothing was changed"));
    }
  }

  /// Asked of the kernel, as in a chroot no mount table has the answer.
  private long freeBytes() throws IOException {
    try (Directory folder = Directory.open(state)) {
      return folder.space().availableBytes();
    }
  }

  /// Whether it is there, or what a crash left of it.
  public boolean exists() {
    return Files.exists(kept(), LinkOption.NOFOLLOW_LINKS)
        || Files.exists(partial(), LinkOption.NOFOLLOW_LINKS);
  }

  public void sweep() throws IOException {
    try (Directory folder = Directory.open(state)) {
      folder.removeTree(Bytes.of(NAME));
      folder.removeTree(Bytes.of(PARTIAL));
    }
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static final class Sizes extends SimpleFileVisitor<Path> {
    private static final long BLOCK_BYTES = 4096;

    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes found) {
      bytes += found.size() + BLOCK_BYTES;
      return FileVisitResult.CONTINUE;
    }
  }

  private static final class Copying extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;

    Copying(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    private Path target(Path file) {
      return to.resolve(from.relativize(file));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes found)
        throws IOException {
      Files.createDirectory(target(directory));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes found) throws IOException {
      Path copy = target(file);
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      if (found.isRegularFile()) {
        sync(copy);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failed)
        throws IOException {
      sync(target(directory));
      return FileVisitResult.CONTINUE;
    }
  }
}
