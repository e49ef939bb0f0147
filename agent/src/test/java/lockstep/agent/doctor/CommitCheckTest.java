package lockstep.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.journal.Transaction;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.images.ImageId;
import lockstep.images.checkup.Finding;
import lockstep.images.checkup.Finding.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitCheckTest {
  @TempDir Path scratch;
  private Path root;
  private Transaction transaction;

  @BeforeEach
  void aCommitThatIsStaged() throws IOException {
    root = Files.createDirectory(scratch.resolve("root"));
    try (ManagedRoot open = ManagedRoot.open(root);
        Workspace workspace = open.workspace()) {
      workspace.newStage();
      transaction = Transaction.in(workspace.stagePath());
    }
  }

  private Finding look() throws IOException {
    return new CommitCheck(root, AgentHome.asItIs(scratch.resolve("state"))).look();
  }

  private void begin() throws IOException {
    transaction.begin(new Transaction.Purpose(ImageId.parse("ab".repeat(32)), Optional.empty()), 1);
  }

  @Test
  void whatHasNotBegunOrIsSettledOwesNothing() throws IOException {
    assertThat(look().verdict()).isEqualTo(Verdict.OK);
    begin();
    transaction.committed();
    transaction.settled();
    assertThat(look().verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void whatHasBegunAndWhatIsBeingTakenBackMustBeFinished() throws IOException {
    begin();
    assertThat(look())
        .isEqualTo(Finding.bad("one is begun, and nobody finishes it", "lockstep-agent recover"));
    transaction.committed();
    assertThat(look().says()).startsWith("one is committed");
    transaction.undoing();
    assertThat(look().says()).startsWith("one is undoing");
  }

  @Test
  void aFileInTheWorkspacesPlaceIsNamed() throws IOException {
    Path other = Files.createDirectory(scratch.resolve("other"));
    Files.createFile(other.resolve(Workspace.NAME));

    assertThatThrownBy(() -> new RootCheck(other).look()).hasMessageContaining("E-WORKSPACE");
  }
}
