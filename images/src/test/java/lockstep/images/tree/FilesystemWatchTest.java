package lockstep.images.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On an ext4 of its own, where nobody else does anything.
class FilesystemWatchTest {
  @TempDir Path scratch;
  private MountedFilesystem disk;
  private FilesystemWatch watch;

  @BeforeEach
  void open() throws Exception {
    disk = MountedFilesystem.ext4(scratch);
    watch = FilesystemWatch.open(disk.root());
  }

  @AfterEach
  void close() throws IOException {
    watch.close();
    disk.close();
  }

  private static final class Told implements FilesystemWatch.Listener {
    private final List<FilesystemEvent> events = new ArrayList<>();
    private boolean overflowed;

    @Override
    public void changed(FilesystemEvent event) {
      events.add(event);
    }

    @Override
    public void overflowed() {
      overflowed = true;
    }
  }

  private Told told() throws IOException {
    Told told = new Told();
    boolean more;
    do {
      more = watch.read(told);
    } while (more);
    return told;
  }

  private static FilesystemEvent of(Told told, String name) {
    return told.events.stream()
        .filter(event -> event.name().equals(Bytes.of(name)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + told.events));
  }

  @Test
  void whatHappensToANameIsToldWithItsDirectory() throws IOException {
    Path folder = Files.createDirectory(disk.root().resolve("folder"));
    assertThat(of(told(), "folder").isOfDirectory()).isTrue();
    Files.writeString(folder.resolve("file"), "x");
    Told told = told();
    FilesystemEvent event = of(told, "file");
    assertThat(event.isArrival()).isTrue();
    assertThat(watch.pathOf(Objects.requireNonNull(event.directory())))
        .isEqualTo(PathBytes.of(folder));
    Files.move(folder, disk.root().resolve("renamed"));
    assertThat(watch.pathOf(Objects.requireNonNull(event.directory())))
        .isEqualTo(PathBytes.of(disk.root().resolve("renamed")));
    Files.delete(disk.root().resolve("renamed/file"));
    Files.delete(disk.root().resolve("renamed"));
    assertThat(watch.pathOf(Objects.requireNonNull(event.directory()))).isNull();
  }

  /// A directory may be called as the kernel shows one that was removed.
  @Test
  void aDirectoryOfAConfusingNameIsFound() throws IOException {
    Path folder = Files.createDirectory(disk.root().resolve("it is (deleted)"));
    Files.createFile(folder.resolve("file"));
    FilesystemEvent event = of(told(), "file");
    assertThat(watch.pathOf(Objects.requireNonNull(event.directory())))
        .isEqualTo(PathBytes.of(folder));
  }

  @Test
  void aPathIsADirectorysOnlyWhereItLeadsThereWithoutAMount() throws Exception {
    Path part = Files.createDirectory(disk.root().resolve("part"));
    Path outside = Files.createDirectory(disk.root().resolve("outside"));
    Path covered = Files.createDirectory(part.resolve("covered"));
    Path view = Files.createDirectory(scratch.resolve("view"));
    MountedFilesystem.run("mount", "--bind", part.toString(), view.toString());
    MountedFilesystem.run("mount", "-t", "tmpfs", "none", view.resolve("covered").toString());
    try (FilesystemWatch ours = FilesystemWatch.open(view)) {
      Files.writeString(part.resolve("near"), "x");
      Files.writeString(outside.resolve("far"), "x");
      Files.writeString(covered.resolve("below"), "x");
      Told told = new Told();
      while (ours.read(told)) {}
      Bytes near = Objects.requireNonNull(of(told, "near").directory());
      Bytes far = Objects.requireNonNull(of(told, "far").directory());
      Bytes below = Objects.requireNonNull(of(told, "below").directory());
      assertThat(ours.leadsTo(RelativePath.ROOT, near)).isTrue();
      assertThat(ours.leadsTo(RelativePath.ROOT, far)).isFalse();
      assertThat(ours.leadsTo(RelativePath.of("outside"), far)).as("not from here").isFalse();
      assertThat(ours.leadsTo(RelativePath.of("covered"), below)).isFalse();
    } finally {
      MountedFilesystem.run("umount", view.resolve("covered").toString());
      MountedFilesystem.run("umount", view.toString());
    }
  }

  @Test
  void aDirectoryThatIsTooDeepForAPathHasNone() throws IOException {
    MountedFilesystem.run(
        "sh",
        "-c",
        "cd '%s'; d=$(printf %%0200d 7); for i in $(seq 30); do mkdir $d; cd -P $d; done; echo x >deep"
            .formatted(disk.root()));
    assertThat(watch.pathOf(Objects.requireNonNull(of(told(), "deep").directory()))).isNull();
  }

  @Test
  void nothingIsToldOfWhatIsIgnoredUntilEverythingIsToldAgain() throws IOException {
    Path log = Files.createFile(disk.root().resolve("log"));
    told();
    Files.writeString(log, "a line\n", StandardOpenOption.APPEND);
    FilesystemEvent event = of(told(), "log");
    assertThat(watch.stat(Objects.requireNonNull(event.object()))).isNotNull();
    assertThat(watch.ignore(Objects.requireNonNull(event.object()))).isTrue();
    for (int i = 0; i < 3; i++) {
      Files.writeString(log, "a line\n", StandardOpenOption.APPEND);
    }
    assertThat(told().events).isEmpty();
    Files.move(log, disk.root().resolve("log.1"));
    assertThat(of(told(), "log.1").isArrival()).isTrue();
    watch.ignoreNothing();
    Files.writeString(disk.root().resolve("log.1"), "a line\n", StandardOpenOption.APPEND);
    assertThat(of(told(), "log.1").isOfName()).isFalse();
  }

  @Test
  void aWaitEndsByAMountAndByAWake() throws IOException {
    Path folder = Files.createDirectory(disk.root().resolve("folder"));
    told();
    watch.wake();
    while (!watch.await().contains(FilesystemWatch.Signal.WAKE)) {
      told();
    }
    try (MountedFilesystem _ = MountedFilesystem.tmpfs(folder)) {
      assertThat(watch.await()).contains(FilesystemWatch.Signal.MOUNTS);
    }
  }

  @Test
  void anOverlayIsRefusedWithTheReason() throws IOException {
    Path merged = Files.createDirectory(scratch.resolve("merged"));
    Files.createDirectory(scratch.resolve("lower"));
    MountedFilesystem.run(
        "mount",
        "-t",
        "overlay",
        "overlay",
        "-o",
        "lowerdir=" + scratch.resolve("lower") + ":" + disk.root(),
        merged.toString());
    try {
      assertThatThrownBy(() -> FilesystemWatch.open(merged))
          .isInstanceOf(UnwatchableException.class)
          .hasMessageContaining("an overlay");
    } finally {
      MountedFilesystem.run("umount", merged.toString());
    }
  }

  @Test
  void moreThanTheQueueHoldsIsAnOverflow() throws IOException {
    for (int i = 0; i < 17_000; i++) {
      Files.delete(Files.createFile(disk.root().resolve("file" + i)));
    }
    Told told = told();
    assertThat(told.overflowed).isTrue();
    assertThat(told.events).hasSizeGreaterThan(1000);
  }
}
