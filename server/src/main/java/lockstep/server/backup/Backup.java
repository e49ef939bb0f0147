package lockstep.server.backup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.server.audit.Actor;
import lockstep.server.audit.AuditLog;
import lockstep.server.durable.DurableFile;
import lockstep.server.durable.FileLock;
import lockstep.server.store.DatabaseCopy;

/// Makes a backup of a data directory, whether a server uses it or not.
public final class Backup {
  private static final String AUTHORITY = "ca";
  private static final String ACCOUNTS = "operators.json";

  private Backup() {}

  /// @param to there is nothing of this name yet
  /// @return when it was begun: all that was acknowledged before is in it
  /// @throws ProblemException `E-NO-DATA` when `data` is no server's, `E-EXISTS` when there is something in the way,
  ///     `E-IN-DATA` when `to` is in `data`
  public static Instant make(Path data, Path to, Actor actor, InstantSource clock)
      throws IOException {
    if (!Files.isDirectory(data.resolve("db"))) {
      throw new ProblemException(
          new Problem(
              "E-NO-DATA",
              data.toString(),
              "this is no data directory of a server",
              "name the directory that 'lockstep serve' is given as --data; its first start makes it"));
    }
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new ProblemException(
          new Problem(
              "E-EXISTS",
              to.toString(),
              "there is something of this name",
              "name a directory that does not exist: each backup is one of its own"));
    }
    Path parent = to.toAbsolutePath().normalize().getParent();
    if (parent != null
        && Files.isDirectory(parent)
        && parent.toRealPath().startsWith(data.toRealPath())) {
      throw new ProblemException(
          new Problem(
              "E-IN-DATA",
              to.toString(),
              "it is in the data directory, and would be lost with it",
              "name a directory elsewhere, best on another machine's disk"));
    }
    try (FileLock _ = FileLock.take(data.resolve("backup.lock"));
        NewDirectory backup = NewDirectory.begin(to)) {
      Instant now = clock.instant();
      AuditLog audit = AuditLog.open(data, clock);
      audit.record(actor, "data.backup", to.toAbsolutePath().toString(), "");
      Path copy = Files.createDirectory(backup.path().resolve(SavedFiles.DATA));
      DatabaseCopy.make(data, copy);
      copyAuthority(data, copy);
      if (Files.exists(data.resolve(ACCOUNTS))) {
        Files.copy(data.resolve(ACCOUNTS), copy.resolve(ACCOUNTS));
      }
      audit.copyTo(copy);
      SavedFiles.of(backup.path(), now).write(backup.path());
      backup.finish();
      return now;
    }
  }

  private static void copyAuthority(Path data, Path copy) throws IOException {
    Path folder = data.resolve(AUTHORITY);
    if (!Files.isDirectory(folder)) {
      return; // it was never announced to anybody
    }
    DurableFile.makeSecretDirectory(copy.resolve(AUTHORITY));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{key,crt}")) {
      for (Path file : files) {
        Files.copy(file, copy.resolve(AUTHORITY).resolve(file.getFileName()));
      }
    }
  }
}
