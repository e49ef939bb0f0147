package lockstep.server.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import lockstep.images.ContentHash;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Explanation;
import lockstep.images.json.JsonException;
import lockstep.server.durable.DurableFile;
import lockstep.server.durable.FileLock;

/// The audit log of a data directory, to add to. Safe for many threads and many processes; holds nothing open.
public final class AuditLog {
  /// The act of an entry about a line that a crash cut short.
  static final String MEND = "audit.mend";

  private final AuditFiles files;
  private final InstantSource clock;

  private AuditLog(AuditFiles files, InstantSource clock) {
    this.files = files;
    this.clock = clock;
  }

  /// @param data a server's data directory, which is there; nothing is read or made yet
  public static AuditLog open(Path data, InstantSource clock) {
    return new AuditLog(new AuditFiles(data), clock);
  }

  /// Adds an entry, which is on the disk when this returns; only then may the caller act. Texts are bounded and made
  /// inert; a secret has no place in any of them.
  ///
  /// @param act such as `operator.add`: small letters, digits, `.` and `-`
  /// @param object what it is done to
  /// @throws ProblemException `E-AUDIT` when the log was cut or changed at its end, or cannot be written
  public void record(Actor actor, String act, String object, String detail) throws IOException {
    try (FileLock _ = FileLock.take(files.lock());
        FileChannel log = openLog()) {
      LogTail tail = LogTail.read(log);
      Tip tip = mended(log, tail, tip(tail));
      append(log, AuditEntry.of(tip, clock.instant(), actor, act, object, detail));
    } catch (ProblemException e) {
      throw e;
    } catch (IOException e) { // the JDK's does not say where there is no space
      Problem cause = Explanation.of(e);
      throw new ProblemException(
          new Problem(
              "E-AUDIT",
              files.log().toString(),
              "no entry can be written: %s; nothing is done that cannot be recorded"
                  .formatted(cause.message()),
              cause.next()),
          e);
    }
  }

  /// Copies the log as it is at one instant into another data directory, with all that a crash left beside it.
  public void copyTo(Path target) throws IOException {
    try (FileLock _ = FileLock.take(files.lock());
        DirectoryStream<Path> all = Files.newDirectoryStream(files.data(), AuditFiles.PATTERN)) {
      for (Path file : all) {
        Files.copy(file, target.resolve(file.getFileName()), LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private FileChannel openLog() throws IOException {
    boolean isNew = !Files.exists(files.log(), LinkOption.NOFOLLOW_LINKS);
    FileChannel log =
        FileChannel.open(
            files.log(),
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    if (isNew) {
      DurableFile.giveToOwnerOfItsDirectory(files.log());
    }
    return log;
  }

  /// What the next line follows; from here on it is what `audit.head` says.
  private Tip tip(LogTail tail) throws IOException {
    Tip head = head().orElse(Tip.NONE);
    if (tail.newest().length == 0) {
      if (head.number() > 0 || tail.end() > 0) {
        throw broken("the log has no line at its end, audit.head says " + head.number());
      }
      return Tip.NONE;
    }
    AuditEntry newest = newest(tail);
    Tip tip = Tip.of(newest.number(), tail.newest());
    boolean isOneAhead =
        newest.number() == head.number() + 1 && newest.previous().equals(head.hash());
    if (!tip.equals(head) && !isOneAhead) {
      throw broken(
          "the log ends with number %d, which is not the end that audit.head knows (%d)"
              .formatted(tip.number(), head.number()));
    }
    if (isOneAhead) { // now, or the head would be two behind when the next one's fails as well
      tip.write(files.head());
    }
    return tip;
  }

  private Optional<Tip> head() throws IOException {
    try {
      return Tip.read(files.head());
    } catch (JsonException e) {
      throw broken("audit.head is damaged: " + e.getMessage());
    }
  }

  private AuditEntry newest(LogTail tail) throws IOException {
    try {
      return AuditEntry.parse(tail.newest());
    } catch (JsonException e) {
      throw broken("the newest line is no entry: " + e.getMessage());
    }
  }

  private ProblemException broken(String what) {
    return new ProblemException(
        new Problem(
            "E-AUDIT",
            files.log().toString(),
            what + "; nothing is done that cannot be recorded",
            Verification.NEXT));
  }

  /// Sets aside what a crash left of a line, and adds an entry about it. The bytes are in a file of their own before they
  /// leave the log, and as long as that file is there without its entry, the entry is owed.
  private Tip mended(FileChannel log, LogTail tail, Tip tip) throws IOException {
    Path aside = files.torn(tip.number() + 1);
    boolean isOwed = Files.exists(aside, LinkOption.NOFOLLOW_LINKS);
    if (tail.torn().length == 0 && !isOwed) {
      return tip;
    }
    if (!isOwed) {
      DurableFile.writeSecret(aside, tail.torn());
    }
    log.truncate(tail.end());
    byte[] torn = Files.readAllBytes(aside);
    return append(
        log,
        AuditEntry.of(
            tip,
            clock.instant(),
            Actor.server(),
            MEND,
            String.valueOf(aside.getFileName()),
            "a crash or a full disk cut the line short that was to follow; its %d bytes, SHA-256 %s, lie in that file"
                .formatted(torn.length, ContentHash.of(torn))));
  }

  private Tip append(FileChannel log, AuditEntry entry) throws IOException {
    byte[] line = entry.line();
    log.position(log.size());
    ByteBuffer buffer = ByteBuffer.wrap(line);
    while (buffer.hasRemaining()) {
      log.write(buffer);
    }
    log.force(true);
    Tip tip = Tip.of(entry.number(), line);
    tip.write(files.head()); // syncs the directory: the log's own name is durable with it
    return tip;
  }
}
