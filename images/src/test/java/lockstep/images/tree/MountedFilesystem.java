package lockstep.images.tree;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A real filesystem of its own for a test, unmounted when closed. Skips the test for users who may not mount.
public final class MountedFilesystem implements AutoCloseable {
  private final Path root;

  private MountedFilesystem(Path root) {
    this.root = root;
  }

  public static MountedFilesystem ext4(Path scratch) throws IOException {
    return onLoopDevice(scratch, 32, "mkfs.ext4", "-q", "-F");
  }

  /// An ext4 whose directories do not tell what kind of thing a name is.
  public static MountedFilesystem ext4WithoutKinds(Path scratch) throws IOException {
    return onLoopDevice(scratch, 32, "mkfs.ext4", "-q", "-F", "-O", "^filetype");
  }

  /// An ext4 with room for many small files, in blocks as large as those of every larger one.
  public static MountedFilesystem ext4WithInodes(Path scratch, int inodes) throws IOException {
    return onLoopDevice(
        scratch, 1024, "mkfs.ext4", "-q", "-F", "-b", "4096", "-N", Integer.toString(inodes));
  }

  public static MountedFilesystem xfs(Path scratch) throws IOException {
    return onLoopDevice(scratch, 1024, "mkfs.xfs", "-q", "-f");
  }

  /// An XFS with room for other filesystems' images, which it copies in no time.
  public static MountedFilesystem largeXfs(Path scratch) throws IOException {
    return onLoopDevice(scratch, 2048, "mkfs.xfs", "-q", "-f");
  }

  public static MountedFilesystem btrfs(Path scratch) throws IOException {
    return onLoopDevice(scratch, 1024, "mkfs.btrfs", "-q", "-f");
  }

  public static MountedFilesystem tmpfs(Path root) throws IOException {
    assumeRoot();
    Files.createDirectories(root);
    run("mount", "-t", "tmpfs", "tmpfs", root.toString());
    return new MountedFilesystem(root);
  }

  public static MountedFilesystem bind(Path source, Path target) throws IOException {
    assumeRoot();
    run("mount", "--bind", source.toString(), target.toString());
    return new MountedFilesystem(target);
  }

  private static MountedFilesystem onLoopDevice(Path scratch, long megabytes, String... makeCommand)
      throws IOException {
    assumeRoot();
    Path image = Files.createTempFile(scratch, "filesystem", ".img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(megabytes << 20);
    }
    run(Stream.concat(Stream.of(makeCommand), Stream.of(image.toString())).toArray(String[]::new));
    Path root = Files.createTempDirectory(scratch, "mounted");
    run("mount", "-o", "loop", image.toString(), root.toString());
    return new MountedFilesystem(root);
  }

  static void assumeRoot() {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root may mount filesystems");
  }

  public Path root() {
    return root;
  }

  @Override
  public void close() throws IOException {
    run("umount", root.toString());
  }

  /// @return what the command printed
  static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
