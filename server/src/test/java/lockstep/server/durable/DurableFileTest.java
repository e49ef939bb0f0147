package lockstep.server.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What root writes in a directory of somebody else.
class DurableFileTest {
  private static final byte[] CONTENT = "sesame".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path directory;
  private Path data;
  private UserPrincipal nobody;

  @BeforeEach
  void giveAway() throws IOException {
    assumeTrue(Files.getAttribute(directory, "unix:uid").equals(0), "only root gives files away");
    data = Files.createDirectory(directory.resolve("data"));
    nobody = data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Files.setOwner(data, nobody);
  }

  @Test
  void aSecretBelongsToTheOwnerOfItsDirectory() throws IOException {
    DurableFile.writeSecret(data.resolve("secret"), CONTENT);

    assertThat(Files.getOwner(data.resolve("secret"))).isEqualTo(nobody);
    assertThat(data.resolve("secret")).hasBinaryContent(CONTENT);
  }

  @Test
  void whatEveryoneMayReadStaysRoots() throws IOException {
    DurableFile.write(data.resolve("open"), CONTENT);

    assertThat(Files.getAttribute(data.resolve("open"), "unix:uid")).isEqualTo(0);
  }

  @Test
  void aSymlinkThatTheOwnerLaysThereGivesNothingOfRootsAway() throws IOException {
    Path precious = Files.write(directory.resolve("precious"), CONTENT);
    Path link = Files.createSymbolicLink(data.resolve("link"), precious);

    DurableFile.giveToOwnerOfItsDirectory(link);

    assertThat(Files.getAttribute(precious, "unix:uid")).isEqualTo(0);
    assertThat(Files.getOwner(link, LinkOption.NOFOLLOW_LINKS)).isEqualTo(nobody);
  }
}
