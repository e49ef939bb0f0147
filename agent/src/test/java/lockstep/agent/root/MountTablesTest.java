package lockstep.agent.root;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lockstep.excludes.RelativePath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTablesTest {
  @TempDir Path scratch;
  private Path processes;
  private Path root;

  @BeforeEach
  void setUp() throws IOException {
    processes = Files.createDirectory(scratch.resolve("proc"));
    root = Files.createDirectory(scratch.resolve("root"));
    Files.createSymbolicLink(processes.resolve("self"), Path.of("1"));
  }

  /// One line of a mount table, as proc(5) has it.
  private static String mount(Path point, String type) {
    return mount(point.toString(), type);
  }

  private static String mount(String point, String type) {
    return "36 35 98:0 / " + point + " rw,noatime master:1 - " + type + " /dev/x rw";
  }

  private void process(int pid, String namespace, String... mounts) throws IOException {
    Path process = Files.createDirectories(processes.resolve(Integer.toString(pid)));
    Files.createDirectory(process.resolve("ns"));
    Files.createSymbolicLink(process.resolve("ns/mnt"), Path.of("mnt:[" + namespace + "]"));
    Files.write(process.resolve("mountinfo"), List.of(mounts));
  }

  private List<String> below() throws IOException {
    return new MountTables(processes).below(root).stream().map(RelativePath::toString).toList();
  }

  @Test
  void mountsOfEveryNamespaceAreFoundAndOnlyBelowTheRoot() throws IOException {
    process(1, "1", mount("/", "ext4"), mount(root, "ext4"), mount(root.resolve("mnt/a"), "tmpfs"));
    process(2, "1", mount("/", "ext4"), mount(root, "ext4"), mount(root.resolve("mnt/a"), "tmpfs"));
    process(3, "2", mount("/", "ext4"), mount(root.resolve("usr"), "none"));
    process(4, "3", mount(root + "-other/x", "tmpfs"));
    Files.createDirectory(processes.resolve("5")); // it ended

    assertThat(below()).containsExactly("mnt/a", "usr");
  }

  @Test
  void whatTheKernelEscapesIsReadBack() throws IOException {
    process(1, "1", mount(root + "/with\\040blank\\134and\\011tab", "tmpfs"));

    assertThat(new MountTables(processes).below(root))
        .containsExactly(RelativePath.of("with blank\\and\ttab"));
  }

  @Test
  void aRootOnAnOverlayIsItselfInTheWay() throws IOException {
    process(1, "1", mount("/", "overlay"));
    assertThat(new MountTables(processes).below(root)).containsExactly(RelativePath.ROOT);

    process(7, "7", mount(root, "ext4"));
    Files.delete(processes.resolve("self"));
    Files.createSymbolicLink(processes.resolve("self"), Path.of("7"));
    assertThat(below()).isEmpty();
  }

  @Test
  void thisMachineCanBeAsked() throws IOException {
    assertThat(MountTables.ofThisMachine().below(Path.of("/"))).contains(RelativePath.of("proc"));
  }
}
