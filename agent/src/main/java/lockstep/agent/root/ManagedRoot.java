package lockstep.agent.root;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Pace;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Stat;
import lockstep.images.tree.SystemCallException;
import org.jspecify.annotations.Nullable;

/// The root of the managed tree. Everything in it is reached from one open directory, never through a symlink and never
/// across a mount. Not for several threads.
public final class ManagedRoot implements AutoCloseable {
  private final Path path;
  private final Directory directory;
  private @Nullable Held parent;

  /// Neighbours in path order share their parent.
  private record Held(RelativePath path, Directory directory) {}

  private ManagedRoot(Path path, Directory directory) {
    this.path = path;
    this.directory = directory;
  }

  /// As [#open(Path, Pace)], and nothing is held back.
  public static ManagedRoot open(Path path) throws IOException {
    return open(path, Pace.FREE);
  }

  /// @param pace of all reading and writing in it
  /// @throws ProblemException `E-ROOT` when it is no directory
  public static ManagedRoot open(Path path, Pace pace) throws IOException {
    try {
      return new ManagedRoot(path, Directory.open(path, pace));
    } catch (SystemCallException e) {
      throw new ProblemException(
          new Problem(
              "E-ROOT",
              path.toString(),
              "cannot open the root to manage: " + e.getMessage(),
              "give an existing directory with --root"),
          e);
    }
  }

  public Path path() {
    return path;
  }

  public Directory directory() {
    return directory;
  }

  /// The directory that holds `of`, which is not the root. Stays open until the next call.
  ///
  /// @throws SystemCallException when the way there is not all directories of this filesystem
  public Directory parentOf(RelativePath of) throws SystemCallException {
    RelativePath wanted = of.parent();
    Held held = parent;
    if (held == null || !held.path.equals(wanted)) {
      Held next = new Held(wanted, directory.openBelow(wanted));
      forgetParent();
      parent = next;
      return next.directory;
    }
    return held.directory;
  }

  /// What is there; null when nothing is there, or the way there is not all directories of this filesystem.
  public @Nullable Stat statIfReachable(RelativePath of) {
    try {
      return of.isRoot() ? directory.stat() : parentOf(of).statIfPresent(of.name());
    } catch (SystemCallException e) {
      return null;
    }
  }

  /// Closes what [#parentOf] holds open: after directories were renamed it may not be what its path says.
  public void forgetParent() {
    if (parent != null) {
      parent.directory.close();
      parent = null;
    }
  }

  /// The workspace, made if it is not there.
  ///
  /// @throws ProblemException `E-WORKSPACE` when something else stands in its place
  public Workspace workspace() throws IOException {
    return Workspace.open(this);
  }

  /// Whether a workspace is there already.
  public boolean hasWorkspace() throws IOException {
    return directory.statIfPresent(Bytes.of(Workspace.NAME)) != null;
  }

  /// Where the workspace is that is there, for whoever only looks.
  ///
  /// @throws ProblemException `E-WORKSPACE` when something else stands in its place
  /// @throws AccessDeniedException when this user may not look into it
  public Path workspacePath() throws IOException {
    Workspace.requireOurs(this);
    Path workspace = path.resolve(Workspace.NAME);
    if (!Files.isReadable(workspace)) {
      throw new AccessDeniedException(workspace.toString());
    }
    return workspace;
  }

  @Override
  public void close() {
    forgetParent();
    directory.close();
  }
}
