package lockstep.images.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import lockstep.excludes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHandleTest {
  private static final Bytes NAME = Bytes.of("file");
  private static final Bytes OTHER = Bytes.of("other");

  @TempDir Path top;

  @Test
  void whatIsWrittenIsReadWithBuffersOfEitherKind() throws IOException {
    byte[] content = new byte[300_001];
    new Random(7).nextBytes(content);
    try (Directory directory = Directory.open(top);
        FileHandle file = directory.createFile(NAME, 0600)) {
      file.write(ByteBuffer.wrap(content, 0, 200_000), 0);
      ByteBuffer direct = ByteBuffer.allocateDirect(100_001);
      direct.put(content, 200_000, 100_001).flip();
      file.write(direct, 200_000);
      assertThat(direct.hasRemaining()).isFalse();
      assertThat(file.size()).isEqualTo(300_001);
      assertThat(readAll(file, ByteBuffer.allocate(content.length))).isEqualTo(content);
      assertThat(readAll(file, ByteBuffer.allocateDirect(content.length))).isEqualTo(content);
    }
    assertThat(top.resolve("file")).hasBinaryContent(content);
  }

  private static byte[] readAll(FileHandle file, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      assertThat(file.read(buffer, buffer.position())).isPositive();
    }
    byte[] content = new byte[buffer.flip().remaining()];
    buffer.get(content);
    return content;
  }

  @Test
  void aSliceOfABufferIsReadIntoAndNothingBesideIt() throws IOException {
    Files.writeString(top.resolve("file"), "0123456789");
    try (Directory directory = Directory.open(top);
        FileHandle file = directory.openRead(NAME)) {
      ByteBuffer buffer = ByteBuffer.allocate(8).position(2).limit(5);
      assertThat(file.read(buffer, 4)).isEqualTo(3);
      assertThat(buffer.position()).isEqualTo(5);
      assertThat(buffer.array()).containsExactly(0, 0, '4', '5', '6', 0, 0, 0);
    }
  }

  @Test
  void theEndOfTheFileIsMinusOneAndNoRoomIsZero() throws IOException {
    try (Directory directory = Directory.open(top);
        FileHandle file = directory.createFile(NAME, 0600)) {
      assertThat(file.read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
      assertThat(file.read(ByteBuffer.allocate(0), 0)).isZero();
    }
  }

  @Test
  void aFileOpenedForReadingIsNotWritten() throws IOException {
    Files.writeString(top.resolve("file"), "kept");
    try (Directory directory = Directory.open(top);
        FileHandle file = directory.openRead(NAME)) {
      assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 0))
          .isInstanceOf(SystemCallException.class);
    }
    assertThat(top.resolve("file")).hasContent("kept");
  }

  @Test
  void readingDoesNotMoveTheAccessTime() throws IOException {
    Path path = Files.writeString(top.resolve("file"), "content");
    Files.setAttribute(path, "lastAccessTime", FileTime.fromMillis(1_000_000));
    try (Directory directory = Directory.open(top);
        FileHandle file = directory.openRead(NAME)) {
      assertThat(file.read(ByteBuffer.allocate(100), 0)).isEqualTo(7);
    }
    assertThat(Files.getAttribute(path, "lastAccessTime"))
        .isEqualTo(FileTime.fromMillis(1_000_000));
  }

  @Test
  void holesAndDataAreFound() throws IOException {
    try (MountedFilesystem mounted = MountedFilesystem.ext4(top);
        Directory directory = Directory.open(mounted.root());
        FileHandle file = directory.createFile(NAME, 0600)) {
      file.write(ByteBuffer.allocate(4096), 1 << 20);
      file.truncate(4 << 20);
      assertThat(file.nextData(0)).isEqualTo(1 << 20);
      assertThat(file.nextHole(0)).isZero();
      assertThat(file.nextHole(1 << 20)).isEqualTo((1 << 20) + 4096);
      assertThat(file.nextData((1 << 20) + 4096)).isEqualTo(4 << 20);
      assertThat(file.nextHole(4 << 20)).isEqualTo(4 << 20);
      assertThat(file.stat().blocks512()).isLessThan(64);
    }
  }

  @Test
  void aFileIsClonedWhereTheFilesystemCanShare() throws IOException {
    try (MountedFilesystem mounted = MountedFilesystem.xfs(top);
        Directory directory = Directory.open(mounted.root());
        FileHandle source = directory.createFile(NAME, 0600);
        FileHandle target = directory.createFile(OTHER, 0600)) {
      source.write(ByteBuffer.wrap("shared".getBytes(StandardCharsets.UTF_8)), 0);
      assertThat(target.cloneFrom(source)).isTrue();
      assertThat(mounted.root().resolve("other")).hasContent("shared");
    }
  }

  @Test
  void cloningSaysNoWhereTheFilesystemCannotShare() throws IOException {
    try (MountedFilesystem mounted = MountedFilesystem.ext4(top);
        Directory directory = Directory.open(mounted.root());
        FileHandle source = directory.createFile(NAME, 0600);
        FileHandle target = directory.createFile(OTHER, 0600)) {
      source.write(ByteBuffer.allocate(10), 0);
      assertThat(target.cloneFrom(source)).isFalse();
      assertThat(target.size()).isZero();
    }
  }

  @Test
  void aFullFilesystemIsSaidToBeFull() throws IOException {
    try (MountedFilesystem mounted = MountedFilesystem.ext4(top);
        Directory directory = Directory.open(mounted.root());
        FileHandle file = directory.createFile(NAME, 0600)) {
      assertThatThrownBy(() -> file.write(ByteBuffer.allocate(64 << 20), 0))
          .isInstanceOfSatisfying(
              SystemCallException.class,
              e -> assertThat(e.errno()).isEqualTo(SystemCallException.ENOSPC));
    }
  }

  @Test
  void ownerModeAndTimeAreSetThroughTheOpenFile() throws IOException {
    try (Directory directory = Directory.open(top);
        FileHandle file = directory.createFile(NAME, 0600)) {
      file.setOwner(11, 22);
      file.setMode(06755);
      file.setMtime(123, 456);
      file.sync();
      Stat stat = directory.stat(NAME);
      assertThat(stat).isEqualTo(file.stat());
      assertThat(stat.uid()).isEqualTo(11);
      assertThat(stat.gid()).isEqualTo(22);
      assertThat(stat.mode()).isEqualTo(06755);
      assertThat(stat.mtimeSeconds()).isEqualTo(123);
      assertThat(stat.mtimeNanos()).isEqualTo(456);
    }
  }
}
