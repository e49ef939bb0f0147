package lockstep.server.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.ImageId;
import lockstep.images.Xattr;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Stat;
import lockstep.server.capture.DirectoryTree;
import lockstep.server.capture.ExcludePolicy;
import lockstep.server.capture.ImageCapture;
import lockstep.server.capture.MasterSample;
import lockstep.server.capture.Recollection.Remembered;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecollectionTest {
  private static final RelativePath LIBRARY = RelativePath.of("usr/lib.so");

  @TempDir private Path directory;
  private Path master;
  private Repository repository;

  /// Long after everything in the tree was last changed.
  private Instant now = Instant.now().plusSeconds(60);

  @BeforeEach
  void makeRepository() throws IOException {
    master = Files.createDirectory(directory.resolve("master"));
    MasterSample.fill(master);
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    Files.write(master.resolve("usr/lib.so"), bytes);
    repository = Repository.create(directory.resolve("repo"));
  }

  private ImageId build(ImageBuild.Recalling recalling, int threads) throws IOException {
    return build(repository, recalling, threads).image().id();
  }

  private ImageBuild.Built build(Repository into, ImageBuild.Recalling recalling, int threads)
      throws IOException {
    ImageCapture capture =
        new ImageCapture(List.of(), ExcludePolicy.Fallback.NOTHING, threads, _ -> {});
    try (DirectoryTree tree = DirectoryTree.open(master)) {
      return new ImageBuild(into, () -> now, recalling).build(capture, tree, "x", "master");
    }
  }

  private @Nullable Remembered recalled(RelativePath path) throws IOException {
    try (RepositoryLock _ = RepositoryLock.take(repository.layout());
        PackSpool spool = new PackSpool(repository.layout(), _ -> {});
        BuildRecollection recollection =
            BuildRecollection.open(
                repository.layout(),
                master,
                spool,
                now.getEpochSecond(),
                ImageBuild.Recalling.UNCHANGED_FILES)) {
      return recollection.find(path, stat(path));
    }
  }

  private Stat stat(RelativePath path) throws IOException {
    try (Directory root = Directory.open(master);
        Directory parent = root.openBelow(path.parent())) {
      return parent.stat(path.name());
    }
  }

  @Test
  void anUnchangedFileIsRecalledWithItsContentAndAttributes() throws IOException {
    build(ImageBuild.Recalling.UNCHANGED_FILES, 2);

    assertThat(Objects.requireNonNull(recalled(LIBRARY)).content().size()).isEqualTo(300_000);
    assertThat(Objects.requireNonNull(recalled(RelativePath.of("a-b"))).xattrs()).hasSize(2);
    assertThat(recalled(RelativePath.of("etc/tool"))).isNotNull();
  }

  @Test
  void aFileThatWasTouchedInAnyWayIsReadAgain() throws IOException {
    Path file = master.resolve("usr/lib.so");
    build(ImageBuild.Recalling.UNCHANGED_FILES, 2);
    try (Directory usr = Directory.open(master.resolve("usr"))) {
      usr.setXattr(Bytes.of("lib.so"), new Xattr(Bytes.of("user.x"), Bytes.of("1")));
    }
    assertThat(recalled(LIBRARY)).isNull();

    build(ImageBuild.Recalling.UNCHANGED_FILES, 2);
    assertThat(recalled(LIBRARY)).isNotNull();
    FileTime before = Files.getLastModifiedTime(file);
    try (RandomAccessFile library = new RandomAccessFile(file.toFile(), "rw")) {
      library.write(0x55);
    }
    Files.setLastModifiedTime(file, before);
    assertThat(recalled(LIBRARY)).as("same size and mtime").isNull();
  }

  @Test
  void aFileThatWasYoungWhenItWasReadIsReadAgain() throws IOException {
    now = Instant.now();
    Files.writeString(master.resolve("etc/young"), "x");
    build(ImageBuild.Recalling.UNCHANGED_FILES, 2);

    assertThat(recalled(RelativePath.of("etc/young"))).isNull();
    now = now.plusSeconds(3);
    build(ImageBuild.Recalling.UNCHANGED_FILES, 2);
    assertThat(recalled(RelativePath.of("etc/young"))).isNotNull();
  }

  @Test
  void withoutItsPackAFileIsReadAgainAndStored() throws IOException {
    ImageId image = build(ImageBuild.Recalling.UNCHANGED_FILES, 2);
    try (var packs = Files.list(repository.layout().packs())) {
      for (Path pack : packs.toList()) {
        Files.delete(pack);
      }
    }
    try (var files = Files.list(repository.layout().image(image))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(repository.layout().image(image));

    assertThat(recalled(LIBRARY)).isNull();
    ImageBuild.Built again = build(repository, ImageBuild.Recalling.UNCHANGED_FILES, 2);
    assertThat(again.image().id()).isEqualTo(image);
    assertThat(again.newBytes()).isGreaterThan(300_000);
  }

  @Test
  void aDamagedMemoryIsForgottenFromTheDamageOn() throws IOException {
    ImageId image = build(ImageBuild.Recalling.UNCHANGED_FILES, 2);
    Path memory = memory();
    byte[] whole = Files.readAllBytes(memory);
    for (int at = 0; at < whole.length; at += whole.length / 20) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x20;
      Files.write(memory, damaged);
      assertThat(build(ImageBuild.Recalling.UNCHANGED_FILES, 0)).isEqualTo(image);
      Files.write(memory, java.util.Arrays.copyOf(whole, at));
      assertThat(build(ImageBuild.Recalling.UNCHANGED_FILES, 0)).isEqualTo(image);
    }
  }

  private Path memory() throws IOException {
    Path beside = BuildRecollection.directoryBeside(repository.layout().root());
    try (var files = Files.list(beside)) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void whateverChangesABuildThatRecallsIsTheBuildThatReadsAll() throws IOException {
    Random random = new Random(3);
    for (int round = 0; round < 8; round++) {
      change(random);
      ImageId recalling = build(ImageBuild.Recalling.UNCHANGED_FILES, 2);
      Repository fresh = Repository.create(directory.resolve("fresh-" + round));
      assertThat(build(fresh, ImageBuild.Recalling.NOTHING, 1).image().id()).isEqualTo(recalling);
      now = now.plusSeconds(5);
    }
  }

  private void change(Random random) throws IOException {
    String name = "file-" + random.nextInt(6);
    Path file = master.resolve("etc/" + name);
    switch (random.nextInt(5)) {
      case 0 -> Files.writeString(file, "round " + random.nextInt(3));
      case 1 -> Files.deleteIfExists(file);
      case 2 -> {
        Files.deleteIfExists(file);
        Files.createLink(file, master.resolve("usr/lib.so"));
      }
      case 3 -> {
        if (Files.exists(file)) {
          Files.move(file, master.resolve("usr/" + name + "-" + random.nextInt()));
        }
      }
      default -> {
        try (RandomAccessFile library =
            new RandomAccessFile(master.resolve("usr/lib.so").toFile(), "rw")) {
          library.seek(random.nextInt(300_000));
          library.write(random.nextInt());
        }
      }
    }
  }

  @Test
  void packsAreTheSameHoweverManyThreadsRead() throws IOException {
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[50_000];
      new Random(i % 150).nextBytes(bytes); // some contents twice
      Files.write(master.resolve("usr/file-" + i), bytes);
    }
    List<String> packs = null;
    for (int threads : new int[] {0, 1, 2, 7}) {
      Repository fresh = Repository.create(directory.resolve("fresh-" + threads));
      build(fresh, ImageBuild.Recalling.UNCHANGED_FILES, threads);
      try (var found = Files.list(fresh.layout().packs())) {
        List<String> names = found.map(path -> String.valueOf(path.getFileName())).toList();
        assertThat(names).hasSize(1).isEqualTo(packs == null ? names : packs);
        packs = names;
      }
    }
  }
}
