package lockstep.images.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTest {
  private static final Bytes A = Bytes.of("a");
  private static final Bytes B = Bytes.of("b");

  @TempDir Path top;
  private Directory directory;

  @BeforeEach
  void open() throws IOException {
    directory = Directory.open(top);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void namesAreListedInTheOrderOfUnsignedBytes() throws IOException {
    Bytes notText = Bytes.copyOf(new byte[] {(byte) 0xff, (byte) 0xfe});
    Bytes newline = Bytes.of("new\nline");
    Bytes utf8 = Bytes.of("ä");
    for (Bytes name : List.of(notText, B, Bytes.of("B"), newline, utf8, Bytes.of("..."), A)) {
      directory.createFile(name, 0600).close();
    }
    assertThat(directory.list())
        .extracting(Name::name)
        .containsExactly(Bytes.of("..."), Bytes.of("B"), A, B, newline, utf8, notText);
  }

  @Test
  void aListingTellsKindsAndMayBeRepeated() throws IOException {
    directory.makeDirectory(A, 0700);
    directory.makeSymlink(B, A);
    List<Name> expected = List.of(new Name(A, Kind.DIRECTORY), new Name(B, Kind.SYMLINK));
    assertThat(directory.list()).isEqualTo(expected);
    assertThat(directory.list()).isEqualTo(expected);
  }

  @Test
  void aDirectoryThatWasRemovedWhileOpenIsEmpty() throws IOException {
    directory.makeDirectory(A, 0700);
    try (Directory child = directory.openChild(A)) {
      directory.removeDirectory(A);
      assertThat(child.list()).isEmpty();
    }
  }

  @Test
  void aStatSaysWhatTheProgramStatSays() throws IOException {
    Files.write(top.resolve("a"), new byte[12345]);
    directory.setMode(A, 04711);
    directory.setMtime(A, 1_234_567_890, 123_456_789);
    Stat stat = directory.stat(A);
    String told =
        MountedFilesystem.run("stat", "-c", "%a %u %g %s %b %d %i %h %.9Y %.9Z", top + "/a");
    assertThat(
            "%o %d %d %d %d %d %d %d %d.%09d %d.%09d"
                .formatted(
                    stat.mode(),
                    stat.uid(),
                    stat.gid(),
                    stat.size(),
                    stat.blocks512(),
                    stat.device(),
                    stat.inode(),
                    stat.links(),
                    stat.mtimeSeconds(),
                    stat.mtimeNanos(),
                    stat.ctimeSeconds(),
                    stat.ctimeNanos()))
        .isEqualTo(told.strip());
    assertThat(stat.kind()).isEqualTo(Kind.FILE);
    assertThat(stat.flags()).isZero();
    assertThat(stat.isMountRoot()).isFalse();
  }

  @Test
  void aNameThatIsNotThereIsNullOrAnErrorAsAsked() throws IOException {
    assertThat(directory.statIfPresent(A)).isNull();
    assertErrno(() -> directory.stat(A), SystemCallException.ENOENT);
  }

  @Test
  void anErrorNamesTheCallThePlaceAndTheReason() throws IOException {
    directory.makeDirectory(A, 0700);
    try (Directory child = directory.openChild(A)) {
      assertThatThrownBy(() -> child.stat(B))
          .hasMessage("statx " + top + "/a/b: ENOENT, no such file or directory");
    }
  }

  @Test
  void whatIsNoSingleNameIsRefusedBeforeTheKernelIsAsked() {
    for (String name : List.of("", ".", "..", "a/b", "/", "a\0b")) {
      assertThatThrownBy(() -> directory.stat(Bytes.of(name)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> directory.makeLink(A, directory, Bytes.of(name)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aNameThatStartsWithTwoDotsIsAnOrdinaryName() throws IOException {
    directory.createFile(Bytes.of("..a"), 0600).close();
    assertThat(directory.stat(Bytes.of("..a")).kind()).isEqualTo(Kind.FILE);
  }

  @Test
  void aNameOf255BytesIsAccepted() throws IOException {
    Bytes longest = Bytes.of("n".repeat(255));
    directory.createFile(longest, 0600).close();
    assertThat(directory.list()).extracting(Name::name).containsExactly(longest);
    assertErrno(
        () -> directory.createFile(Bytes.of("n".repeat(256)), 0600),
        SystemCallException.ENAMETOOLONG);
  }

  @Test
  void aPathIsOpenedByItsBytes() throws IOException {
    Path odd = Files.createDirectory(top.resolve("with space, % and ä"));
    try (Directory opened = Directory.open(odd)) {
      opened.createFile(A, 0600).close();
    }
    assertThat(odd.resolve("a")).exists();
  }

  @Test
  void aSymlinkIsReadAndNeverFollowed() throws IOException {
    Bytes target = Bytes.copyOf(new byte[] {'/', (byte) 0xff, '\n', 'x'});
    directory.makeSymlink(A, target);
    assertThat(directory.readSymlink(A)).isEqualTo(target);
    assertThat(directory.stat(A).kind()).isEqualTo(Kind.SYMLINK);
    directory.setOwner(A, 12, 34);
    directory.setMtime(A, -5, 7);
    Stat stat = directory.stat(A);
    assertThat(List.of(stat.uid(), stat.gid(), stat.mtimeNanos())).containsExactly(12, 34, 7);
    assertThat(stat.mtimeSeconds()).isEqualTo(-5);
  }

  @Test
  void aSymlinkOfTheLongestTargetIsRead() throws IOException {
    Bytes target = Bytes.of("t".repeat(4095));
    directory.makeSymlink(A, target);
    assertThat(directory.readSymlink(A)).isEqualTo(target);
  }

  @Test
  void aModeIsNotSetThroughASymlink() throws IOException {
    directory.createFile(A, 0600).close();
    directory.makeSymlink(B, A);
    assertErrno(() -> directory.setMode(B, 0777), SystemCallException.EOPNOTSUPP);
    assertThat(directory.stat(A).mode()).isEqualTo(0600);
  }

  @Test
  void aModeWithSetuidIsSetOnTheNameItself() throws IOException {
    directory.createFile(A, 0600).close();
    directory.setMode(A, 06755);
    assertThat(directory.stat(A).mode()).isEqualTo(06755);
  }

  @Test
  void settingTheModeOfAFifoDoesNotWaitForAReader() throws IOException {
    directory.makeFifo(A, 0600);
    directory.setMode(A, 0640);
    directory.setFlags(A, 0);
    Stat stat = directory.stat(A);
    assertThat(stat.kind()).isEqualTo(Kind.FIFO);
    assertThat(stat.mode()).isEqualTo(0640);
  }

  @Test
  void theDirectoryItselfIsChangedWithoutAName() throws IOException {
    directory.setOwner(5, 6);
    directory.setMode(01711);
    directory.setMtime(1_000_000_000, 999_999_999);
    Stat stat = directory.stat();
    assertThat(List.of(stat.uid(), stat.gid(), stat.mode())).containsExactly(5, 6, 01711);
    assertThat(stat.mtimeSeconds()).isEqualTo(1_000_000_000);
    assertThat(stat.mtimeNanos()).isEqualTo(999_999_999);
    assertThat(stat.kind()).isEqualTo(Kind.DIRECTORY);
  }

  @Test
  void theMtimeIsSetAndTheAtimeLeftAlone() throws IOException {
    directory.createFile(A, 0600).close();
    Object before = Files.getAttribute(top.resolve("a"), "lastAccessTime");
    directory.setMtime(A, 1, 2);
    assertThat(Files.getAttribute(top.resolve("a"), "lastAccessTime")).isEqualTo(before);
  }

  @Test
  void aDeviceIsMadeWithItsNumbers() throws IOException {
    MountedFilesystem.assumeRoot();
    directory.makeDevice(A, Entry.DeviceKind.CHARACTER, 0600, 259, 70000);
    directory.makeDevice(B, Entry.DeviceKind.BLOCK, 0600, 7, 3);
    Stat character = directory.stat(A);
    assertThat(character.kind()).isEqualTo(Kind.CHARACTER_DEVICE);
    assertThat(List.of(character.deviceMajor(), character.deviceMinor()))
        .containsExactly(259, 70000);
    Stat block = directory.stat(B);
    assertThat(block.kind()).isEqualTo(Kind.BLOCK_DEVICE);
    assertThat(List.of(block.deviceMajor(), block.deviceMinor())).containsExactly(7, 3);
  }

  @Test
  void onlyARegularFileIsOpenedForReading() throws IOException {
    directory.makeFifo(A, 0600);
    directory.makeSymlink(B, A);
    Bytes file = Bytes.of("file");
    directory.createFile(file, 0400).close();
    assertErrno(() -> directory.openRead(A), SystemCallException.EINVAL);
    assertErrno(() -> directory.openRead(B), SystemCallException.ELOOP);
    directory.openRead(file).close();
  }

  @Test
  void creatingNeverOpensWhatIsThere() throws IOException {
    Files.writeString(top.resolve("outside"), "kept");
    directory.makeSymlink(A, Bytes.of("outside"));
    assertErrno(() -> directory.createFile(A, 0600), SystemCallException.EEXIST);
    assertErrno(() -> directory.createFile(Bytes.of("outside"), 0600), SystemCallException.EEXIST);
    assertThat(top.resolve("outside")).hasContent("kept");
  }

  @Test
  void aHardLinkIsTheSameInode() throws IOException {
    directory.createFile(A, 0600).close();
    directory.makeDirectory(B, 0700);
    try (Directory child = directory.openChild(B)) {
      child.makeLink(A, directory, A);
      assertThat(child.stat(A).isSameInode(directory.stat(A))).isTrue();
      assertThat(child.stat(A).links()).isEqualTo(2);
    }
  }

  @Test
  void aRenameThatWouldReplaceIsRefused() throws IOException {
    directory.createFile(A, 0600).close();
    directory.createFile(B, 0600).close();
    assertErrno(() -> directory.renameNoReplace(A, directory, B), SystemCallException.EEXIST);
    directory.unlink(B);
    directory.renameNoReplace(A, directory, B);
    assertThat(directory.list()).extracting(Name::name).containsExactly(B);
  }

  @Test
  void anExchangeSwapsEvenAFileAndADirectory() throws IOException {
    directory.createFile(A, 0600).close();
    directory.makeDirectory(B, 0700);
    directory.exchange(A, directory, B);
    assertThat(directory.stat(A).kind()).isEqualTo(Kind.DIRECTORY);
    assertThat(directory.stat(B).kind()).isEqualTo(Kind.FILE);
    assertErrno(
        () -> directory.exchange(A, directory, Bytes.of("absent")), SystemCallException.ENOENT);
  }

  @Test
  void unlinkRemovesNoDirectoryAndRemoveDirectoryNoFile() throws IOException {
    directory.createFile(A, 0600).close();
    directory.makeDirectory(B, 0700);
    assertErrno(() -> directory.unlink(B), SystemCallException.EISDIR);
    assertErrno(() -> directory.removeDirectory(A), SystemCallException.ENOTDIR);
    directory.unlink(A);
    directory.removeDirectory(B);
    assertThat(directory.list()).isEmpty();
  }

  @Test
  void syncingAndSpaceWork() throws IOException {
    directory.sync();
    directory.syncFilesystem();
    Space space = directory.space();
    FileStore store = Files.getFileStore(top);
    assertThat(space.totalBytes()).isEqualTo(store.getTotalSpace());
    assertThat(space.availableBytes()).isBetween(1L, space.totalBytes());
    assertThat((long) space.blockBytes()).isEqualTo(store.getBlockSize());
    assertThat(space.freeInodes()).isLessThanOrEqualTo(space.totalInodes());
  }

  @Test
  void aClosedDirectoryIsABugOfItsUser() {
    directory.close();
    directory.close();
    assertThatThrownBy(() -> directory.stat()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void manyThreadsShareADirectory() throws Exception {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      Bytes own = Bytes.of("thread-" + thread);
      tasks.add(() -> {
        for (int i = 0; i < 200; i++) {
          directory.makeSymlink(own, own);
          assertThat(directory.readSymlink(own)).isEqualTo(own);
          assertThat(directory.list()).extracting(Name::name).contains(own).isSorted();
          directory.unlink(own);
          assertThat(directory.statIfPresent(own)).isNull();
        }
        return 200;
      });
    }
    int done = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> result : threads.invokeAll(tasks)) {
        done += result.get();
      }
    }
    assertThat(done).isEqualTo(1600);
  }

  @Test
  void theProcessorsLockstepRunsOnAreKnownAndOthersRefused() {
    assertThat(Architecture.of("amd64")).isEqualTo(Architecture.X86_64);
    assertThat(Architecture.of("aarch64")).isEqualTo(Architecture.ARM64);
    assertThatThrownBy(() -> Architecture.of("riscv64")).hasMessageContaining("'riscv64'");
  }

  @Test
  void theRootOfAPathIsTheDirectoryItself() throws IOException {
    try (Directory same = directory.openBelow(RelativePath.ROOT)) {
      assertThat(same.stat().isSameInode(directory.stat())).isTrue();
      assertThat(same).hasToString(directory.toString());
    }
  }

  @Test
  void noDescriptorIsInheritedByAChildProcess() throws IOException {
    try (FileHandle file = directory.createFile(A, 0600);
        Directory same = directory.openBelow(RelativePath.ROOT)) {
      String open = MountedFilesystem.run("ls", "-l", "/proc/self/fd");
      assertThat(open).doesNotContain(same.toString()).doesNotContain(file.toString());
    }
  }

  private static void assertErrno(ThrowingCallable call, int errno) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }
}
