package lockstep.agent.root;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.Xattr;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Kind;
import lockstep.images.tree.Stat;
import lockstep.images.tree.SystemCallException;

/// `.lockstep` at the top of the managed root.
///
/// It is ours alone (mode 0700), so what is inside may be reached by path.
public final class Workspace implements AutoCloseable {
  public static final String NAME = ".lockstep";
  public static final RelativePath PATH = RelativePath.of(NAME);

  private static final Bytes STAGE = Bytes.of("stage");
  private static final Bytes UNDO = Bytes.of("undo");
  private static final Bytes FETCH = Bytes.of("fetch");
  private static final Bytes GONE = Bytes.of("gone");
  private static final Set<Bytes> INHERITED =
      Set.of(Bytes.of("system.posix_acl_access"), Bytes.of("system.posix_acl_default"));

  private final Path path;
  private final Directory directory;

  private Workspace(Path path, Directory directory) {
    this.path = path;
    this.directory = directory;
  }

  static Workspace open(ManagedRoot root) throws IOException {
    Bytes name = Bytes.of(NAME);
    Path path = root.path().resolve(NAME);
    make(root.directory(), name);
    requireOurs(root);
    Directory directory = root.directory().openChild(name);
    try {
      forgetInherited(directory);
    } catch (SystemCallException e) {
      directory.close();
      throw e;
    }
    return new Workspace(path, directory);
  }

  /// @throws ProblemException `E-WORKSPACE` when what stands in its place is not ours alone
  static void requireOurs(ManagedRoot root) throws IOException {
    Stat stat = root.directory().stat(Bytes.of(NAME));
    if (stat.kind() != Kind.DIRECTORY || (stat.mode() & 077) != 0) {
      throw new ProblemException(
          new Problem(
              "E-WORKSPACE",
              root.path().resolve(NAME).toString(),
              "is not a directory that only its owner may enter, so it cannot be the agent's workspace",
              "look who made it, remove it, and run the command again"));
    }
  }

  /// The root directory keeps its mtime and its flags: the workspace is not part of the tree.
  private static void make(Directory root, Bytes name) throws IOException {
    if (root.statIfPresent(name) != null) {
      return;
    }
    Stat before = root.stat();
    try {
      if (before.flags() != 0) {
        root.setFlags(0);
      }
      root.makeDirectory(name, 0700);
      root.setMtime(before.mtimeSeconds(), before.mtimeNanos());
      if (before.flags() != 0) {
        root.setFlags(before.flags());
      }
    } catch (SystemCallException e) {
      if (e.errno() != SystemCallException.EEXIST) {
        throw e;
      }
    }
  }

  /// A root with a default ACL would give it to whatever is staged here.
  private static void forgetInherited(Directory directory) throws SystemCallException {
    for (Xattr xattr : directory.xattrs()) {
      if (INHERITED.contains(xattr.name())) {
        directory.removeXattr(xattr.name());
      }
    }
  }

  /// Keeps every other agent away until the workspace is closed or the process ends.
  ///
  /// @throws ProblemException `E-LOCKED` when another agent is at work
  public Lock lock() throws IOException {
    return Lock.take(path.resolve("lock"), Lock.atWork(path.toString()));
  }

  /// Keeps every other daemon away until it is closed or the process ends.
  ///
  /// @param held what to say when another one has it
  public Lock daemonLock(Problem held) throws IOException {
    return Lock.take(path.resolve("daemon.lock"), held);
  }

  public Path stagePath() {
    return path.resolve("stage");
  }

  public Path undoPath() {
    return path.resolve("undo");
  }

  /// Where downloads are kept; made if it is not there.
  public Path fetchPath() throws IOException {
    return Files.createDirectories(path.resolve("fetch"));
  }

  public boolean hasStage() throws IOException {
    return directory.statIfPresent(STAGE) != null;
  }

  public boolean hasUndo() throws IOException {
    return directory.statIfPresent(UNDO) != null;
  }

  /// Opens `stage`, or `undo`.
  public Directory openStage() throws IOException {
    return directory.openChild(STAGE);
  }

  public Directory openUndo() throws IOException {
    return directory.openChild(UNDO);
  }

  /// Empties and makes `stage`.
  public void newStage() throws IOException {
    removeStage();
    directory.makeDirectory(STAGE, 0700);
  }

  public void removeStage() throws IOException {
    remove(STAGE);
  }

  public void removeUndo() throws IOException {
    remove(UNDO);
  }

  public void removeFetched() throws IOException {
    remove(FETCH);
  }

  /// What was staged and committed becomes the way back; the former way back is gone.
  public void stageBecomesUndo() throws IOException {
    removeUndo();
    directory.renameNoReplace(STAGE, directory, UNDO);
    directory.sync();
  }

  public void sync() throws IOException {
    directory.sync();
  }

  /// Removed as a whole or not at all: half a transaction would be taken for a whole one.
  private void remove(Bytes name) throws IOException {
    removeGone();
    if (directory.statIfPresent(name) != null) {
      directory.renameNoReplace(name, directory, GONE);
      directory.sync();
      removeGone();
    }
  }

  private void removeGone() throws IOException {
    if (directory.statIfPresent(GONE) != null) {
      directory.removeTree(GONE);
    }
  }

  @Override
  public void close() {
    directory.close();
  }

  /// Held while an agent works.
  public static final class Lock implements AutoCloseable {
    /// The code of [#atWork].
    public static final String AT_WORK = "E-LOCKED";

    private final FileChannel channel;

    private Lock(FileChannel channel) {
      this.channel = channel;
    }

    /// What to say of a place at which another agent is at work.
    public static Problem atWork(String place) {
      return new Problem(
          AT_WORK,
          place,
          "another lockstep-agent is at work here",
          "wait until it is done; it leaves a consistent root");
    }

    /// @param held what to say when somebody else holds it
    /// @throws ProblemException of `held`
    public static Lock take(Path file, Problem held) throws IOException {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return new Lock(channel);
        }
      } catch (OverlappingFileLockException e) {
        // Held by this very process: the same answer as when another one holds it.
      }
      channel.close();
      throw new ProblemException(held);
    }

    /// Waits until nobody else holds it.
    ///
    /// @throws FileLockInterruptionException when the thread is interrupted while it waits
    public static Lock await(Path file) throws IOException {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        var _ = channel.lock();
        return new Lock(channel);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
