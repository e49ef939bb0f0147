package lockstep.agent.converge;

import java.io.IOException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.UUID;
import lockstep.agent.root.DurableFile;
import lockstep.agent.root.Workspace;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.jspecify.annotations.Nullable;

/// The agent's state folder.
public final class AgentHome {
  private final Path state;

  private AgentHome(Path state) {
    this.state = state;
  }

  /// Makes the folder, for its owner only, if it is not there.
  ///
  /// @throws ProblemException `E-STATE` when it cannot be
  public static AgentHome open(Path state) throws IOException {
    try {
      Files.createDirectories(
          state,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      throw unusable(state, "it is no directory", e);
    } catch (IOException e) {
      throw unusable(state, String.valueOf(e.getMessage()), e);
    }
    if (!Files.isWritable(state)) {
      throw unusable(state, "it cannot be written", null);
    }
    return new AgentHome(state);
  }

  /// The folder as it is, for whoever only looks: it is not made, and need not be there.
  public static AgentHome asItIs(Path state) {
    return new AgentHome(state);
  }

  private static ProblemException unusable(Path state, String why, @Nullable IOException cause) {
    Problem problem =
        new Problem(
            "E-STATE",
            state.toString(),
            "cannot be the agent's state folder: " + why,
            "give a folder that the agent may write with --state");
    return cause == null ? new ProblemException(problem) : new ProblemException(problem, cause);
  }

  public Path state() {
    return state;
  }

  /// Keeps every other agent away from this folder.
  ///
  /// @throws ProblemException `E-LOCKED`
  public Workspace.Lock lock() throws IOException {
    return Workspace.Lock.take(state.resolve("lock"), Workspace.Lock.atWork(state.toString()));
  }

  /// Keeps every other daemon away from this folder.
  ///
  /// @param held what to say when another one has it
  public Workspace.Lock daemonLock(Problem held) throws IOException {
    return Workspace.Lock.take(state.resolve("daemon.lock"), held);
  }

  /// Waits until no other agent reports. Reports are numbered, and the server takes one that comes after a later one for that
  /// of a copy of this machine: whoever draws a number keeps the others away until the server has it.
  ///
  /// @throws FileLockInterruptionException when the thread is interrupted while it waits
  public Workspace.Lock reportLock() throws IOException {
    return Workspace.Lock.await(state.resolve("report.lock"));
  }

  public Memory memory() {
    return new Memory(state);
  }

  /// How often in a row the agent died at an image.
  public Attempts attempts() {
    return new Attempts(state);
  }

  /// The stat index.
  public Path indexPath() {
    return state.resolve("index");
  }

  /// Where a plan's spools go.
  public Path planPath() {
    return state.resolve("plan");
  }

  Path closingPlanPath() {
    return state.resolve("closing-plan");
  }

  /// The root of trust this machine was given.
  ///
  /// @throws NoSuchFileException when it was given none
  public byte[] trustedRoot() throws IOException {
    return Files.readAllBytes(trustedRootPath());
  }

  /// Whether it was given one.
  public boolean hasTrustedRoot() {
    return Files.exists(trustedRootPath());
  }

  /// Gives the machine a root of trust to start from, from now on.
  public void keepTrustedRoot(byte[] root) throws IOException {
    if (!hasTrustedRoot() || !Arrays.equals(trustedRoot(), root)) {
      DurableFile.replace(trustedRootPath(), root);
    }
  }

  private Path trustedRootPath() {
    return state.resolve("root.json");
  }

  /// Who this machine is; drawn at random when it is first asked for.
  public String machineId() throws IOException {
    Path file = state.resolve("machine-id");
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      String id = UUID.randomUUID().toString();
      nameMachine(id);
      return id;
    }
  }

  /// Names the machine from now on.
  public void nameMachine(String id) throws IOException {
    DurableFile.replace(state.resolve("machine-id"), (id + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
