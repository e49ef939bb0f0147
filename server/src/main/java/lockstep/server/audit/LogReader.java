package lockstep.server.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.JsonException;
import lockstep.server.durable.FileLock;
import org.jspecify.annotations.Nullable;

/// Reads the lines that the log had when it was opened; what is appended meanwhile is left out. For one thread.
final class LogReader implements AutoCloseable {
  /// A line, whatever it is.
  ///
  /// @param line its place in the file, from 1
  /// @param tip its hash, under its place
  /// @param entry null when it is none
  /// @param fault why it is none
  record Line(long line, Tip tip, @Nullable AuditEntry entry, String fault) {}

  private final InputStream bytes;
  private final Optional<Tip> head;
  private final String headFault;
  private final long tornBytes;
  private long left;
  private long line;

  private LogReader(InputStream bytes, Head head, long size, long tornBytes) {
    this.bytes = bytes;
    this.head = head.tip;
    this.headFault = head.fault;
    this.left = size;
    this.tornBytes = tornBytes;
  }

  private record Head(Optional<Tip> tip, String fault) {}

  /// @throws ProblemException `E-NO-AUDIT` when there is no log
  static LogReader open(AuditFiles files) throws IOException {
    try (FileLock _ = FileLock.takeToRead(files.lock())) {
      Head head = head(files);
      try (FileChannel log = FileChannel.open(files.log())) {
        LogTail tail = LogTail.read(log);
        InputStream bytes = new BufferedInputStream(Files.newInputStream(files.log()), 1 << 16);
        return new LogReader(bytes, head, tail.end(), tail.torn().length);
      }
    } catch (NoSuchFileException e) {
      throw new ProblemException(
          new Problem(
              "E-NO-AUDIT",
              files.log().toString(),
              "there is no audit log here",
              "name the --data directory of a server; the first act makes its log"),
          e);
    }
  }

  private static Head head(AuditFiles files) throws IOException {
    try {
      return new Head(Tip.read(files.head()), "");
    } catch (JsonException e) {
      return new Head(Optional.empty(), String.valueOf(e.getMessage()));
    }
  }

  /// What `audit.head` says; empty when it is missing or damaged.
  Optional<Tip> head() {
    return head;
  }

  /// Why it is damaged, or empty.
  String headFault() {
    return headFault;
  }

  long tornBytes() {
    return tornBytes;
  }

  /// The next line, or null behind the newest.
  @Nullable Line next() throws IOException {
    if (left == 0) {
      return null;
    }
    line++;
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    MessageDigest digest = ContentHash.sha256();
    long length = 0;
    int b;
    do {
      b = bytes.read();
      if (b < 0) {
        throw new IOException("the audit log became shorter while it was read");
      }
      digest.update((byte) b);
      length++;
      if (length <= AuditEntry.MAX_LINE_BYTES) {
        out.write(b);
      }
    } while (b != '\n' && --left > 0);
    if (b == '\n') {
      left--;
    }
    Tip tip = new Tip(line, ContentHash.of(digest));
    if (length > AuditEntry.MAX_LINE_BYTES) {
      return new Line(line, tip, null, "it is longer than any entry: " + length + " bytes");
    }
    try {
      return new Line(line, tip, AuditEntry.parse(out.toByteArray()), "");
    } catch (JsonException e) {
      return new Line(line, tip, null, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
