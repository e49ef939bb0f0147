package lockstep.server.agent;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Metadata;
import lockstep.server.tar.TarEntry;
import lockstep.server.tar.TarException;
import lockstep.server.tar.TarReader;
import org.tukaani.xz.XZIOException;
import org.tukaani.xz.XZInputStream;

/// An agent's package, or its tarball, packed or not: the bytes tell which.
final class AgentArchive {
  private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  /// What xz needs for the largest of its own settings, in KiB.
  private static final int MEMORY_KIB = 100 << 10;

  private static final int BUFFER_BYTES = 256 << 10;
  private static final int EXECUTABLE = 0100;

  private final AgentFiles files;

  private AgentArchive(AgentFiles files) {
    this.files = files;
  }

  static void read(Path file, AgentFiles files) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
      new AgentArchive(files).read(startsWith(in, DebArchive.MAGIC) ? DebArchive.data(in) : in);
    } catch (TarException | XZIOException | ZipException | EOFException e) {
      throw files.noAgent("cannot be read: " + e.getMessage());
    }
  }

  private void read(InputStream archive) throws IOException {
    try (TarReader tar = new TarReader(unpacked(archive))) {
      for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
        take(entry, tar);
      }
    }
  }

  private static InputStream unpacked(InputStream archive) throws IOException {
    InputStream in = new BufferedInputStream(archive, BUFFER_BYTES);
    if (startsWith(in, XZ)) {
      return new XZInputStream(in, MEMORY_KIB);
    }
    return startsWith(in, GZIP) ? new GZIPInputStream(in, BUFFER_BYTES) : in;
  }

  private static boolean startsWith(InputStream in, byte[] magic) throws IOException {
    in.mark(magic.length);
    byte[] start = in.readNBytes(magic.length);
    in.reset();
    return Arrays.equals(start, magic);
  }

  private void take(TarEntry entry, TarReader tar) throws IOException {
    RelativePath path = path(entry.name());
    Metadata metadata = entry.metadata();
    AgentFiles.Time time = new AgentFiles.Time(metadata.mtimeSeconds(), metadata.mtimeNanos());
    switch (entry.kind()) {
      case DIRECTORY -> files.directory(path);
      case SYMLINK -> files.symlink(path, entry.linkTarget(), time);
      case FILE -> {
        files.makeRoom(path, entry.size());
        byte[] content = content(tar, entry.size());
        files.file(path, (metadata.mode() & EXECUTABLE) != 0, content, time);
      }
      default -> throw files.noAgent("has %s, which is neither file nor symlink".formatted(path));
    }
  }

  private RelativePath path(Bytes name) throws IOException {
    String text = name.utf8().replaceAll("^(\\./)+|/+$", "");
    try {
      return text.equals(".") ? RelativePath.ROOT : RelativePath.of(text);
    } catch (IllegalArgumentException e) {
      throw files.noAgent("has a name that is " + e.getMessage());
    }
  }

  private static byte[] content(TarReader tar, long size) throws IOException {
    byte[] content = new byte[(int) size];
    for (int length = 0; length < content.length; ) {
      length += tar.content().read(content, length, content.length - length);
    }
    return content;
  }
}
