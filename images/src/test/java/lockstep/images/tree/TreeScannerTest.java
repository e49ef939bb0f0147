package lockstep.images.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "on all processors: {0}")
@ValueSource(booleans = {false, true})
class TreeScannerTest {
  private static final PathFilter ALL = (_, _) -> Guarding.MANAGED;

  @Parameter boolean onAllProcessors;

  @TempDir Path top;

  /// Writes down what it is told.
  private static class Recorder implements TreeVisitor {
    final List<String> told = new ArrayList<>();

    @Override
    public void visit(ScannedEntry entry) throws IOException {
      told.add("visit " + entry.path());
    }

    @Override
    public void leave(RelativePath directory) {
      told.add("leave " + directory);
    }

    @Override
    public void guarded(RelativePath path, Guard why) {
      told.add(why + " " + path);
    }
  }

  private TreeScanner scanner(Directory root, PathFilter filter) {
    return onAllProcessors
        ? TreeScanner.onAllProcessors(root, filter)
        : new TreeScanner(root, filter);
  }

  private ScanTotals scan(PathFilter filter, TreeVisitor visitor) throws IOException {
    try (Directory root = Directory.open(top)) {
      return scanner(root, filter).scan(visitor);
    }
  }

  private List<String> told(PathFilter filter) throws IOException {
    Recorder recorder = new Recorder();
    scan(filter, recorder);
    return recorder.told;
  }

  private void makeFiles(String... paths) throws IOException {
    for (String path : paths) {
      Path file = top.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, path);
    }
  }

  @Test
  void entriesComeInPathOrderAndDirectoriesAreLeft() throws IOException {
    makeFiles("a/b", "a-b", "a/c/d", "B");
    assertThat(told(ALL))
        .containsExactly(
            "visit .",
            "visit B",
            "visit a",
            "visit a/b",
            "visit a/c",
            "visit a/c/d",
            "leave a/c",
            "leave a",
            "visit a-b",
            "leave .");
  }

  @Test
  void aRealTreeIsWhatFindSaysItIs() throws IOException {
    Path real = Path.of(System.getProperty("java.home")).toRealPath();
    Set<String> expected =
        Set.copyOf(
            MountedFilesystem.run("find", real.toString(), "-printf", "%P %m %U %G %s %n %i\\n")
                .lines()
                .toList());
    Set<String> found = new HashSet<>();
    TreeVisitor visitor =
        new Recorder() {
          @Override
          public void visit(ScannedEntry entry) {
            Stat stat = entry.stat();
            found.add(
                "%s %o %d %d %d %d %d"
                    .formatted(
                        entry.path().isRoot() ? "" : entry.path(),
                        stat.mode(),
                        stat.uid(),
                        stat.gid(),
                        stat.size(),
                        stat.links(),
                        stat.inode()));
          }
        };
    try (Directory root = Directory.open(real)) {
      scanner(root, ALL).scan(visitor);
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void anEmptyTreeIsItsRoot() throws IOException {
    assertThat(told(ALL)).containsExactly("visit .", "leave .");
  }

  @Test
  void guardedPathsAreToldInTheirPlaceAndNotEntered() throws IOException {
    makeFiles("a/inside", "b", "c/seed", "d");
    PathFilter filter =
        (path, _) ->
            switch (path.toString()) {
              case "a", "d" -> Guarding.EXCLUDED;
              case "c/seed" -> Guarding.SEED;
              default -> Guarding.MANAGED;
            };
    assertThat(told(filter))
        .containsExactly(
            "visit .",
            "EXCLUDED a",
            "visit b",
            "visit c",
            "SEED c/seed",
            "leave c",
            "EXCLUDED d",
            "leave .");
  }

  @Test
  void theFilterIsToldTheKind() throws IOException {
    makeFiles("file");
    Files.createDirectory(top.resolve("directory"));
    Files.createSymbolicLink(top.resolve("link"), Path.of("directory"));
    Set<String> asked = ConcurrentHashMap.newKeySet();
    PathFilter filter =
        (path, kind) -> {
          asked.add(path + " " + kind);
          return Guarding.MANAGED;
        };
    told(filter);
    assertThat(asked).containsExactlyInAnyOrder("directory DIRECTORY", "file FILE", "link SYMLINK");
  }

  @Test
  void aTreeOfManyDirectoriesIsWhatIsThereAndNothingStaysOpen() throws IOException {
    List<String> files = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      files.add("%d/%d/%d/%d".formatted(i % 7, i % 3, i % 50, i));
    }
    makeFiles(files.toArray(String[]::new));
    PathFilter filter =
        (path, _) -> path.name().equals(Bytes.of("13")) ? Guarding.EXCLUDED : Guarding.MANAGED;
    List<String> before = openFiles();

    Set<String> visited = new HashSet<>(told(filter));

    assertThat(openFiles()).isEqualTo(before);
    for (String file : files) {
      boolean excluded = file.matches(".*/13(/.*)?");
      assertThat(visited.contains("visit " + file)).as(file).isEqualTo(!excluded);
    }
  }

  private static List<String> openFiles() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void anExcludedDirectoryIsNotEvenOpened() throws IOException {
    MountedFilesystem.assumeRoot();
    makeFiles("a/inside");
    Object before = Files.getAttribute(top.resolve("a"), "lastAccessTime");
    Files.setAttribute(top.resolve("a"), "lastAccessTime", FileTime.fromMillis(1000));
    told((path, _) -> path.isRoot() ? Guarding.MANAGED : Guarding.EXCLUDED);
    assertThat(Files.getAttribute(top.resolve("a"), "lastAccessTime"))
        .isNotEqualTo(before)
        .isEqualTo(FileTime.fromMillis(1000));
  }

  @Test
  void mountPointsAreToldAndNotEntered() throws IOException {
    makeFiles("a/file", "b");
    Files.createFile(top.resolve("bound"));
    try (MountedFilesystem mounted = MountedFilesystem.tmpfs(top.resolve("a/mounted"));
        MountedFilesystem _ = MountedFilesystem.bind(top.resolve("b"), top.resolve("bound"))) {
      Files.writeString(mounted.root().resolve("inside"), "x");
      Recorder recorder = new Recorder();
      ScanTotals totals = scan(ALL, recorder);
      assertThat(recorder.told)
          .containsExactly(
              "visit .",
              "visit a",
              "visit a/file",
              "MOUNT_POINT a/mounted",
              "leave a",
              "visit b",
              "MOUNT_POINT bound",
              "leave .");
      assertThat(totals).isEqualTo(new ScanTotals(4, 2, 0, 0, 2, 0));
    }
  }

  @Test
  void aSubvolumeIsAFilesystemOfItsOwn(@TempDir Path scratch) throws IOException {
    try (MountedFilesystem mounted = MountedFilesystem.btrfs(scratch)) {
      MountedFilesystem.run(
          "btrfs", "subvolume", "create", mounted.root().resolve("subvolume").toString());
      Files.writeString(mounted.root().resolve("subvolume/inside"), "x");
      Recorder recorder = new Recorder();
      try (Directory root = Directory.open(mounted.root())) {
        scanner(root, ALL).scan(recorder);
      }
      assertThat(recorder.told).containsExactly("visit .", "MOUNT_POINT subvolume", "leave .");
    }
  }

  @Test
  void aFilesystemThatDoesNotListKindsIsScannedAllTheSame(@TempDir Path scratch)
      throws IOException {
    try (MountedFilesystem mounted = MountedFilesystem.ext4WithoutKinds(scratch);
        Directory root = Directory.open(mounted.root())) {
      DeepTree.make(root, Bytes.of("a"), 3);
      root.createFile(Bytes.of("b"), 0600).close();
      assertThat(root.list()).extracting(Name::kind).containsOnly(Kind.UNKNOWN);
      List<String> free = new ArrayList<>();
      Recorder recorder =
          new Recorder() {
            @Override
            public void visit(ScannedEntry entry) throws IOException {
              super.visit(entry);
              if (entry.mtimeIsFree()) {
                free.add(entry.path().toString());
              }
            }
          };
      PathFilter filter =
          (path, kind) ->
              path.equals(RelativePath.of("a/d")) && kind == Kind.DIRECTORY
                  ? Guarding.EXCLUDED
                  : Guarding.MANAGED;
      scanner(root, filter).scan(recorder);
      assertThat(recorder.told)
          .containsExactly(
              "visit .",
              "visit a",
              "EXCLUDED a/d",
              "leave a",
              "visit b",
              "visit lost+found",
              "leave lost+found",
              "leave .");
      assertThat(free).containsExactly("a");
      root.removeTree(Bytes.of("a"));
      assertThat(root.statIfPresent(Bytes.of("a"))).isNull();
    }
  }

  @Test
  void theMtimeOfADirectoryIsFreeOnlyWhenADirectChildIsGuarded() throws IOException {
    makeFiles("holder/below/excluded", "plain/file", "mounts/file");
    try (MountedFilesystem _ = MountedFilesystem.tmpfs(top.resolve("mounts/m"))) {
      List<String> free = new ArrayList<>();
      TreeVisitor visitor =
          new Recorder() {
            @Override
            public void visit(ScannedEntry entry) throws IOException {
              if (entry.mtimeIsFree()) {
                free.add(entry.path().toString());
              }
            }
          };
      scan(
          (path, _) -> path.toString().endsWith("excluded") ? Guarding.EXCLUDED : Guarding.MANAGED,
          visitor);
      assertThat(free).containsExactly("holder/below", "mounts");
    }
  }

  @Test
  void anEntryIsReachedThroughItsParent() throws IOException {
    makeFiles("a/file");
    TreeVisitor visitor =
        new Recorder() {
          @Override
          public void visit(ScannedEntry entry) throws IOException {
            super.visit(entry);
            Stat stat =
                entry.path().isRoot() ? entry.parent().stat() : entry.parent().stat(entry.name());
            assertThat(stat).isEqualTo(entry.stat());
            assertThat(entry.xattrs()).isEmpty();
          }
        };
    assertThat(scan(ALL, visitor).entries()).isEqualTo(3);
  }

  @Test
  void aTreeOfTwoThousandLevelsIsScannedWithFewDescriptors() throws IOException {
    try (Directory root = Directory.open(top)) {
      DeepTree.make(root, Bytes.of("d"), 2000);
    }
    List<Integer> open = new ArrayList<>();
    TreeVisitor visitor =
        new Recorder() {
          @Override
          public void visit(ScannedEntry entry) throws IOException {
            if (entry.path().lengthBytes() == 3999) {
              open.add(Path.of("/proc/self/fd").toFile().list().length);
            }
          }
        };
    assertThat(scan(ALL, visitor).directories()).isEqualTo(2001);
    assertThat(open).singleElement().matches(count -> count < 200);
    try (Directory root = Directory.open(top)) {
      root.removeTree(Bytes.of("d"));
    }
  }

  @Test
  void aWideAndDeepTreeIsCompleteAlthoughFarDirectoriesWereClosed() throws IOException {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < 120; i++) {
      path.append("d/");
      makeFiles(path + "a", path + "z");
    }
    assertThat(scan(ALL, new Recorder())).isEqualTo(new ScanTotals(361, 121, 0, 0, 0, 0));
  }

  @Test
  void aPathLongerThanAnyIsRefusedUnlessTheVisitorPassesOverIt() throws IOException {
    try (Directory root = Directory.open(top)) {
      DeepTree.make(root, Bytes.of("d"), 2100);
    }
    assertThatThrownBy(() -> scan(ALL, new Recorder()))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("E-PATH-LENGTH d/d/d");
    TreeVisitor tolerant =
        new Recorder() {
          @Override
          public void overlong(RelativePath directory, Bytes name) {}
        };
    assertThat(scan(ALL, tolerant).directories()).isEqualTo(2049);
    try (Directory root = Directory.open(top)) {
      root.removeTree(Bytes.of("d"));
    }
  }

  @Test
  void whatVanishesDuringTheScanIsPassedOver() throws IOException {
    makeFiles("a", "b/inside", "c", "d/inside");
    TreeVisitor visitor =
        new Recorder() {
          @Override
          public void visit(ScannedEntry entry) throws IOException {
            super.visit(entry);
            if (entry.path().toString().equals("a")) {
              entry.parent().removeTree(Bytes.of("b"));
              entry.parent().unlink(Bytes.of("c"));
            }
            if (entry.path().toString().equals("d")) {
              entry.parent().removeTree(Bytes.of("d"));
            }
          }
        };
    ScanTotals totals = scan(ALL, visitor);
    List<String> told = ((Recorder) visitor).told;
    if (told.remove("visit d/inside")) {
      // It was looked at before the visitor came there.
      assertThat(onAllProcessors).isTrue();
    } else {
      assertThat(totals).isEqualTo(new ScanTotals(3, 2, 0, 0, 0, 3));
    }
    assertThat(told).containsExactly("visit .", "visit a", "visit d", "leave d", "leave .");
  }

  @Test
  void whatChangesItsKindDuringTheScanIsToldAsItIs() throws IOException {
    makeFiles("a", "b/inside", "c");
    List<String> kinds = new ArrayList<>();
    TreeVisitor visitor =
        new Recorder() {
          @Override
          public void visit(ScannedEntry entry) throws IOException {
            kinds.add(entry.toString());
            if (entry.path().toString().equals("a")) {
              entry.parent().removeTree(Bytes.of("b"));
              entry.parent().makeSymlink(Bytes.of("b"), Bytes.of("a"));
              entry.parent().unlink(Bytes.of("c"));
              entry.parent().makeDirectory(Bytes.of("c"), 0700);
            }
          }
        };
    scan(ALL, visitor);
    assertThat(kinds).containsExactly(". (DIRECTORY)", "a (FILE)", "b (SYMLINK)", "c (DIRECTORY)");
  }

  @Test
  void whatTheVisitorThrowsEndsTheScanAndClosesWhatWasOpened() throws IOException {
    makeFiles("a/b/c");
    int before = Path.of("/proc/self/fd").toFile().list().length;
    TreeVisitor visitor =
        new Recorder() {
          @Override
          public void visit(ScannedEntry entry) throws IOException {
            if (Set.of("a/b/c").contains(entry.path().toString())) {
              throw new IOException("enough");
            }
          }
        };
    assertThatThrownBy(() -> scan(ALL, visitor)).hasMessage("enough");
    assertThat(Path.of("/proc/self/fd").toFile().list()).hasSize(before);
  }
}
