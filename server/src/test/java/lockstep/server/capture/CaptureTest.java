package lockstep.server.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lockstep.excludes.Bytes;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.ImageId;
import lockstep.images.ProblemException;
import lockstep.images.Segment;
import lockstep.images.manifest.InstalledPackage;
import lockstep.images.manifest.ManifestReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureTest {
  private static final String[] ALL_METADATA = {
    "--format=pax", "--numeric-owner", "--xattrs", "--xattrs-include=*"
  };

  @TempDir private Path directory;
  private Path root;
  private Path archive;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    archive = directory.resolve("root.tar");
    MasterSample.fill(root);
  }

  @Test
  void everyKindOfEntryIsCaptured() throws IOException {
    MemoryChunks image = new MemoryChunks();
    image.take(MemoryChunks.capture(), DirectoryTree.open(root));
    Map<String, Entry> entries = image.entries();

    assertThat(entries.get(".")).isInstanceOf(Entry.Directory.class);
    assertThat(entries.get("fifo")).isInstanceOf(Entry.Fifo.class);
    assertThat(entries.get("null"))
        .isInstanceOfSatisfying(
            Entry.Device.class, d -> assertThat(d.major() * 256 + d.minor()).isEqualTo(259));
    assertThat(entries.get("bin"))
        .isInstanceOfSatisfying(
            Entry.Symlink.class, l -> assertThat(l.target()).isEqualTo(Bytes.of("usr/bin")));
    assertThat(entries).containsKeys("\\xff\\x0ax", "n".repeat(255));
    assertThat(entries.get("a-b"))
        .isInstanceOfSatisfying(
            Entry.File.class,
            f -> {
              assertThat(f.metadata().mode()).isEqualTo(06755);
              assertThat(f.metadata().uid()).isEqualTo(1000);
              assertThat(f.metadata().gid()).isEqualTo(70_000);
              assertThat(f.metadata().mtimeNanos()).isEqualTo(123_456_789);
              assertThat(f.metadata().xattrs()).hasSize(2);
            });
    byte[] sparse = image.content(java.util.Objects.requireNonNull(entries.get("var/lib/sparse")));
    assertThat(sparse).isEqualTo(Files.readAllBytes(root.resolve("var/lib/sparse")));
  }

  @Test
  void theFirstNameInPathOrderIsTheFileAndTheOthersAreLinks() throws IOException {
    MemoryChunks image = new MemoryChunks();
    image.take(MemoryChunks.capture(), DirectoryTree.open(root));
    Map<String, Entry> entries = image.entries();

    assertThat(entries.get("etc/tool")).isInstanceOf(Entry.File.class);
    long ordinal = List.copyOf(entries.keySet()).indexOf("etc/tool");
    for (String link : List.of("usr/bin/also-tool", "usr/bin/tool")) {
      assertThat(entries.get(link))
          .isInstanceOfSatisfying(
              Entry.HardLink.class, l -> assertThat(l.target()).isEqualTo(ordinal));
    }
  }

  @Test
  void aFileWhoseOtherNamesAreOutsideTheImageIsAPlainFile() throws IOException {
    Files.createLink(directory.resolve("outside"), root.resolve("etc/passwd"));
    MemoryChunks image = new MemoryChunks();
    image.take(MemoryChunks.capture(), DirectoryTree.open(root));

    assertThat(image.entries().get("etc/passwd"))
        .isInstanceOfSatisfying(Entry.File.class, f -> assertThat(f.linked()).isFalse());
  }

  @Test
  void aTarOfTheTreeIsTheSameImage() throws Exception {
    ImageId fromDirectory = id(DirectoryTree.open(root));
    MasterSample.tar(archive, root, ALL_METADATA);
    assertThat(id(ArchiveTree.ofTar(archive))).isEqualTo(fromDirectory);
  }

  @Test
  void sparseTarsOfEveryFormatAreTheSameImage() throws Exception {
    ImageId fromDirectory = id(DirectoryTree.open(root));
    for (String version : List.of("0.0", "0.1", "1.0")) {
      String[] options = Arrays.copyOf(ALL_METADATA, ALL_METADATA.length + 2);
      options[ALL_METADATA.length] = "--sparse";
      options[ALL_METADATA.length + 1] = "--sparse-version=" + version;
      MasterSample.tar(archive, root, options);
      assertThat(id(ArchiveTree.ofTar(archive))).as(version).isEqualTo(fromDirectory);
    }
  }

  @Test
  void aTarInAnyOrderIsTheSameImage() throws Exception {
    ImageId fromDirectory = id(DirectoryTree.open(root));
    MasterSample.tar(archive, root, append(ALL_METADATA, "--sort=inode"));
    assertThat(id(ArchiveTree.ofTar(archive))).isEqualTo(fromDirectory);
  }

  @Test
  void gnuTarsWithLongNamesAndHolesKeepAllButNanosecondsAndAttributes() throws Exception {
    MasterSample.tar(archive, root, "--format=gnu", "--numeric-owner", "--sparse");
    MemoryChunks image = new MemoryChunks();
    image.take(MemoryChunks.capture(), ArchiveTree.ofTar(archive));

    assertThat(image.entries()).containsKeys("n".repeat(255), "\\xff\\x0ax");
    assertThat(
            image.content(java.util.Objects.requireNonNull(image.entries().get("var/lib/sparse"))))
        .isEqualTo(Files.readAllBytes(root.resolve("var/lib/sparse")));
    assertThat(image.entries().get("a-b"))
        .isInstanceOfSatisfying(
            Entry.File.class, f -> assertThat(f.metadata().gid()).isEqualTo(70_000));
  }

  @Test
  void aTarCutAnywhereIsRefusedAndSaysSo() throws Exception {
    MasterSample.tar(archive, root, ALL_METADATA);
    byte[] whole = Files.readAllBytes(archive);
    for (int length : new int[] {0, 100, 512, 700, 5000, whole.length / 2}) {
      Files.write(archive, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> id(ArchiveTree.ofTar(archive)))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("E-TAR-CUT")
          .hasMessageContaining("ends at byte");
    }
  }

  @Test
  void aTarWithAFlippedBitInAHeaderIsRefused() throws Exception {
    MasterSample.tar(archive, root, ALL_METADATA);
    byte[] damaged = Files.readAllBytes(archive);
    damaged[3] ^= 1;
    Files.write(archive, damaged);
    assertThatThrownBy(() -> id(ArchiveTree.ofTar(archive)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("E-TAR");
  }

  @Test
  void aTarWithoutItsRootSaysHowToMakeOne() throws Exception {
    MasterSample.run(
        List.of("tar", "-C", root.toString(), "-cf", archive.toString(), "etc", "usr"));
    assertThatThrownBy(() -> id(ArchiveTree.ofTar(archive)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("tar -C DIR -cf FILE .");
  }

  @Test
  void socketsArePassedOverAndReported() throws IOException {
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));
      MemoryChunks image = new MemoryChunks();
      ImageCapture.Captured captured = image.take(MemoryChunks.capture(), DirectoryTree.open(root));

      assertThat(image.entries()).doesNotContainKey("socket");
      assertThat(captured.skipped())
          .singleElement()
          .hasToString("W-SOCKET socket: is a socket and not part of the image");
    }
  }

  @Test
  void aFileThatChangesWhileItIsReadIsNamed() throws IOException {
    Path changing = root.resolve("etc/passwd");
    MemoryChunks touching =
        new MemoryChunks() {
          @Override
          public Kept keep(Segment.Chunk chunk, ByteBuffer plain) throws IOException {
            if (isOf(chunk, changing)) {
              Files.writeString(changing, "changed");
            }
            return super.keep(chunk, plain);
          }
        };
    assertThatThrownBy(() -> touching.take(MemoryChunks.capture(), DirectoryTree.open(root)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("E-CHANGED etc/passwd");
  }

  @Test
  void aFileThatVanishesBeforeItIsReadIsNamed() throws IOException {
    Path vanishing = root.resolve("a-b");
    MemoryChunks removing =
        new MemoryChunks() {
          @Override
          public Kept keep(Segment.Chunk chunk, ByteBuffer plain) throws IOException {
            Files.deleteIfExists(vanishing);
            return super.keep(chunk, plain);
          }
        };
    MasterSample.write(root.resolve("a/b"), "read first");

    assertThatThrownBy(() -> removing.take(MemoryChunks.capture(0), DirectoryTree.open(root)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("E-VANISHED");
  }

  private static boolean isOf(Segment.Chunk chunk, Path file) throws IOException {
    return chunk.hash().equals(ContentHash.of(Files.readAllBytes(file)));
  }

  @Test
  void excludedEntriesAreLeftOutAndSeedsAreIn() throws Exception {
    MasterSample.write(
        root.resolve("etc/lockstep/excludes.d/10.exclude"), "/var/lib/*\nseed: /etc/passwd\n");
    MasterSample.setTimes(root);
    MasterSample.tar(archive, root, ALL_METADATA);
    for (MasterTree tree : List.of(DirectoryTree.open(root), ArchiveTree.ofTar(archive))) {
      MemoryChunks image = new MemoryChunks();
      ImageCapture.Captured captured = image.take(MemoryChunks.capture(), tree);

      assertThat(image.entries()).containsKeys("var/lib", "etc/passwd");
      assertThat(image.entries()).doesNotContainKeys("var/lib/sparse");
      assertThat(captured.excludesSource()).isEqualTo("image");
      try (ManifestReader manifest = image.manifest()) {
        assertThat(manifest.header().excludeRules())
            .containsExactly(Bytes.of("/var/lib/*"), Bytes.of("seed: /etc/passwd"));
      }
    }
  }

  @Test
  void whatTheAgentKeepsForItselfIsNeverInAnImage() throws IOException {
    MasterSample.write(root.resolve(".lockstep/journal"), "x");
    MasterSample.write(
        root.resolve("etc/lockstep/excludes.d/10.exclude"), "!/.lockstep\n!/etc/**\n");
    MemoryChunks image = new MemoryChunks();
    image.take(MemoryChunks.capture(), DirectoryTree.open(root));

    assertThat(image.entries()).doesNotContainKeys(".lockstep", "etc/lockstep/agent.toml");
    assertThat(image.entries()).containsKey("etc/lockstep/excludes.d/10.exclude");
  }

  @Test
  void aHardLinkToAnExcludedNameStillHasItsContent() throws Exception {
    MasterSample.write(
        root.resolve("etc/lockstep/excludes.d/10.exclude"), "/etc/tool\n/usr/bin/tool\n");
    MasterSample.setTimes(root);
    MasterSample.tar(archive, root, ALL_METADATA);
    MemoryChunks image = new MemoryChunks();
    ImageId fromTar = image.take(MemoryChunks.capture(), ArchiveTree.ofTar(archive)).image();

    assertThat(fromTar).isEqualTo(id(DirectoryTree.open(root)));
    assertThat(
            image.content(
                java.util.Objects.requireNonNull(image.entries().get("usr/bin/also-tool"))))
        .isEqualTo(Files.readAllBytes(root.resolve("usr/bin/tool")));
  }

  @Test
  void aBadExcludeLineEndsTheBuildWithFileLineAndReason() throws IOException {
    MasterSample.write(root.resolve("etc/lockstep/excludes.d/10.exclude"), "# fine\n\n!\n");
    assertThatThrownBy(() -> id(DirectoryTree.open(root)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("E-EXCLUDE /etc/lockstep/excludes.d/10.exclude: line 3");
  }

  /// The least that makes a trigger, in four lines.
  private static final String TRIGGER =
      "[[trigger]]\nname = 'x'\nwatch = ['/etc/x']\ncommand = ['/bin/true']\n";

  @Test
  void aBadTriggerEndsTheBuildWithFileAndLine() throws IOException {
    Path trigger = root.resolve("etc/lockstep/triggers.d/10.toml");
    MasterSample.write(trigger, TRIGGER + "writes = 5\n");
    assertThatThrownBy(() -> id(DirectoryTree.open(root)))
        .hasMessageContaining("E-TRIGGER /etc/lockstep/triggers.d/10.toml: line 5");
    MasterSample.write(trigger, "[[trigger]]\nname = \n");
    assertThatThrownBy(() -> id(DirectoryTree.open(root)))
        .hasMessageContaining("E-TRIGGER /etc/lockstep/triggers.d/10.toml: line 2");
  }

  @Test
  void whatTriggersWriteIsSeeded() throws IOException {
    MasterSample.write(
        root.resolve("etc/lockstep/triggers.d/10.toml"),
        TRIGGER + "writes = ['/etc/ld.so.cache']\n" + TRIGGER.replace("'x'", "'y'"));
    MemoryChunks image = new MemoryChunks();
    image.take(MemoryChunks.capture(), DirectoryTree.open(root));
    try (ManifestReader manifest = image.manifest()) {
      assertThat(manifest.header().excludeRules())
          .containsExactly(Bytes.of("seed: /etc/ld.so.cache"));
    }
  }

  @Test
  void theDefaultsOfItsFamilyServeARootWithoutRules() throws IOException {
    assertThat(source(MemoryChunks.capture())).isEqualTo("none");
    Files.createDirectories(root.resolve("var/lib/rpm"));
    assertThat(source(MemoryChunks.capture())).isEqualTo("defaults for Red Hat");
    Files.createDirectories(root.resolve("var/lib/dpkg"));
    assertThat(source(MemoryChunks.capture())).isEqualTo("defaults for Debian");
    ImageCapture none = new ImageCapture(List.of(), ExcludePolicy.Fallback.NOTHING, 2, _ -> {});
    assertThat(source(none)).isEqualTo("none");
    ExcludePolicy.Given given = new ExcludePolicy.Given("mine", Bytes.of("/tmp/*\n"));
    assertThat(source(new ImageCapture(List.of(given), ExcludePolicy.Fallback.NOTHING, 2, _ -> {})))
        .isEqualTo("files");
  }

  private String source(ImageCapture capture) throws IOException {
    return new MemoryChunks().take(capture, DirectoryTree.open(root)).excludesSource();
  }

  @Test
  void installedPackagesAreListedAndRemovedOnesAreNot() throws IOException {
    MasterSample.write(
        root.resolve("var/lib/dpkg/status"),
        """
        Package: zlib1g
        Status: install ok installed
        Architecture: amd64
        Version: 1:1.2.13
        Description: first line
         Package: not-a-field

        Package: gone
        Status: deinstall ok config-files
        Version: 1

        Package: bash
        Status: install ok installed
        Architecture: amd64
        Version: 5.2
        """);
    MemoryChunks image = new MemoryChunks();
    image.take(MemoryChunks.capture(), DirectoryTree.open(root));
    try (ManifestReader manifest = image.manifest()) {
      assertThat(manifest.header().packages())
          .containsExactly(
              new InstalledPackage("bash", "5.2", "amd64"),
              new InstalledPackage("zlib1g", "1:1.2.13", "amd64"));
    }
  }

  @Test
  void aMissingSourceIsNamed() {
    assertThatThrownBy(() -> DirectoryTree.open(directory.resolve("nowhere")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> id(ArchiveTree.ofTar(directory.resolve("nowhere.tar"))))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("nowhere.tar");
  }

  private static ImageId id(MasterTree tree) throws IOException {
    return new MemoryChunks().take(MemoryChunks.capture(), tree).image();
  }

  private static String[] append(String[] options, String option) {
    String[] longer = Arrays.copyOf(options, options.length + 1);
    longer[options.length] = option;
    return longer;
  }
}
