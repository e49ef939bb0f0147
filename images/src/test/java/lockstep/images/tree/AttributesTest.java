package lockstep.images.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import lockstep.excludes.Bytes;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.images.Xattr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Extended attributes and inode flags, on an ext4 of their own.
class AttributesTest {
  private static final Bytes NAME = Bytes.of("name");
  private static final Bytes LINK = Bytes.of("link");
  private static final Xattr USER = new Xattr(Bytes.of("user.a"), Bytes.of("value"));
  private static final Xattr TRUSTED = new Xattr(Bytes.of("trusted.t"), Bytes.of("of a symlink"));

  /// cap_net_bind_service+ep
  private static final Xattr CAPABILITY =
      new Xattr(Bytes.of("security.capability"), hex("0100000200040000000000000000000000000000"));

  /// u::rw-, u:1000:r--, g::r--, m::r--, o::---
  private static final Xattr ACL =
      new Xattr(
          Bytes.of("system.posix_acl_access"),
          hex(
              "02000000"
                  + "01000600ffffffff"
                  + "02000400e8030000"
                  + "04000400ffffffff"
                  + "10000400ffffffff"
                  + "20000000ffffffff"));

  @TempDir Path scratch;
  private MountedFilesystem mounted;
  private Directory directory;

  private static Bytes hex(String digits) {
    return Bytes.copyOf(HexFormat.of().parseHex(digits));
  }

  @BeforeEach
  void mount() throws IOException {
    mounted = MountedFilesystem.ext4(scratch);
    directory = Directory.open(mounted.root());
    directory.createFile(NAME, 0600).close();
  }

  @AfterEach
  void unmount() throws IOException {
    if (mounted != null) {
      directory.close();
      mounted.close();
    }
  }

  @Test
  void attributesOfEveryNamespaceSurviveAndAreSorted() throws IOException {
    directory.setXattr(NAME, USER);
    directory.setXattr(NAME, ACL);
    directory.setXattr(NAME, CAPABILITY);
    assertThat(directory.xattrs(NAME)).containsExactly(CAPABILITY, ACL, USER);
    directory.removeXattr(NAME, CAPABILITY.name());
    assertThat(directory.xattrs(NAME)).containsExactly(ACL, USER);
  }

  @Test
  void whatHasNoAttributesHasNone() throws IOException {
    assertThat(directory.xattrs(NAME)).isEmpty();
  }

  @Test
  void anEmptyValueIsAnAttribute() throws IOException {
    Xattr empty = new Xattr(Bytes.of("user.empty"), Bytes.EMPTY);
    directory.setXattr(NAME, empty);
    assertThat(directory.xattrs(NAME)).containsExactly(empty);
  }

  @Test
  void aValueLargerThanLinuxHasIsRefused() {
    Xattr huge = new Xattr(Bytes.of("user.huge"), Bytes.copyOf(new byte[(64 << 10) + 1]));
    assertThatThrownBy(() -> directory.setXattr(NAME, huge)).hasMessageContaining("E2BIG");
  }

  @Test
  void theLargestValueIsReadBackWhole() throws IOException {
    byte[] value = new byte[64 << 10];
    new Random(3).nextBytes(value);
    Xattr largest = new Xattr(Bytes.of("user.large"), Bytes.copyOf(value));
    try (MountedFilesystem xfs = MountedFilesystem.xfs(scratch);
        Directory root = Directory.open(xfs.root())) {
      root.createFile(NAME, 0600).close();
      root.setXattr(NAME, largest);
      root.setXattr(NAME, USER);
      assertThat(root.xattrs(NAME)).containsExactly(USER, largest);
    }
  }

  @Test
  void aSymlinkHasAttributesOfItsOwn() throws IOException {
    directory.makeSymlink(LINK, NAME);
    directory.setXattr(LINK, TRUSTED);
    assertThat(directory.xattrs(LINK)).containsExactly(TRUSTED);
    assertThat(directory.xattrs(NAME)).isEmpty();
  }

  @Test
  void aFifoAndADeviceAreNotOpenedForTheirAttributes() throws IOException {
    Bytes device = Bytes.of("device");
    directory.makeFifo(LINK, 0600);
    directory.makeDevice(device, Entry.DeviceKind.CHARACTER, 0600, 240, 1);
    directory.setXattr(LINK, TRUSTED);
    directory.setXattr(device, TRUSTED);
    assertThat(directory.xattrs(LINK)).containsExactly(TRUSTED);
    assertThat(directory.xattrs(device)).containsExactly(TRUSTED);
  }

  @Test
  void theDirectoryItselfHasAttributes() throws IOException {
    directory.setXattr(USER);
    assertThat(directory.xattrs()).containsExactly(USER);
    directory.removeXattr(USER.name());
    assertThat(directory.xattrs()).isEmpty();
  }

  @Test
  void aFilesystemWithoutAttributesHasNone() throws IOException {
    try (Directory process = Directory.open(Path.of("/proc/self"))) {
      assertThat(process.xattrs(Bytes.of("stat"))).isEmpty();
    }
  }

  @Test
  void flagsAreSetSeenAndCleared() throws IOException {
    directory.setFlags(NAME, Metadata.IMMUTABLE);
    assertThat(directory.stat(NAME).flags()).isEqualTo(Metadata.IMMUTABLE);
    assertThatThrownBy(() -> directory.unlink(NAME))
        .isInstanceOfSatisfying(
            SystemCallException.class,
            e -> assertThat(e.errno()).isEqualTo(SystemCallException.EPERM));
    directory.setFlags(NAME, Metadata.IMMUTABLE | Metadata.APPEND_ONLY);
    assertThat(directory.stat(NAME).flags()).isEqualTo(3);
    directory.setFlags(NAME, 0);
    assertThat(directory.stat(NAME).flags()).isZero();
    directory.unlink(NAME);
  }

  @Test
  void otherInodeFlagsAreLeftAsTheyAre() throws IOException {
    String path = mounted.root().resolve("name").toString();
    MountedFilesystem.run("chattr", "+d", path);
    directory.setFlags(NAME, Metadata.APPEND_ONLY);
    assertThat(MountedFilesystem.run("lsattr", path).split(" ", 2)[0]).contains("a").contains("d");
    directory.setFlags(NAME, 0);
    assertThat(MountedFilesystem.run("lsattr", path).split(" ", 2)[0])
        .doesNotContain("a")
        .contains("d");
  }

  @Test
  void theDirectoryItselfHasFlags() throws IOException {
    directory.setFlags(Metadata.APPEND_ONLY);
    assertThat(directory.stat().flags()).isEqualTo(Metadata.APPEND_ONLY);
    directory.createFile(LINK, 0600).close();
    assertThatThrownBy(() -> directory.unlink(LINK)).isInstanceOf(SystemCallException.class);
    directory.setFlags(0);
    directory.unlink(LINK);
  }

  @Test
  void noFlagsIsFineForWhatCanHaveNone() throws IOException {
    directory.makeSymlink(LINK, NAME);
    directory.setFlags(LINK, 0);
    assertThatThrownBy(() -> directory.setFlags(LINK, Metadata.IMMUTABLE))
        .isInstanceOfSatisfying(
            SystemCallException.class,
            e -> assertThat(e.errno()).isEqualTo(SystemCallException.EOPNOTSUPP));
    assertThat(directory.stat(NAME).flags()).isZero();
  }

  @Test
  void noFlagsIsFineOnAFilesystemWithoutThem() throws IOException {
    try (Directory process = Directory.open(Path.of("/proc/self"))) {
      process.setFlags(Bytes.of("stat"), 0);
      assertThatThrownBy(() -> process.setFlags(Bytes.of("stat"), Metadata.IMMUTABLE))
          .isInstanceOf(SystemCallException.class);
    }
  }

  @Test
  void aTreeWithImmutableAndAppendOnlyThingsIsRemoved() throws IOException {
    Path above = mounted.root().resolve("name-tree/a");
    Path below = Files.createDirectories(above.resolve("b"));
    Files.writeString(below.resolve("immutable"), "x");
    Files.writeString(below.resolve("append"), "x");
    MountedFilesystem.run("chattr", "+i", below.resolve("immutable").toString());
    MountedFilesystem.run("chattr", "+a", below.resolve("append").toString());
    MountedFilesystem.run("chattr", "+i", below.toString());
    MountedFilesystem.run("chattr", "+a", above.toString());
    directory.removeTree(Bytes.of("name-tree"));
    assertThat(directory.list())
        .extracting(Name::name)
        .isEqualTo(List.of(Bytes.of("lost+found"), NAME));
  }
}
