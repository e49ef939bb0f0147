package lockstep.server.backup;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.server.audit.Actor;
import lockstep.server.audit.AuditLog;
import lockstep.server.durable.DurableFile;

/// Makes a data directory of a backup.
public final class Restore {
  private Restore() {}

  /// @param data there is nothing of this name, or an empty directory, whose owner then owns all of it
  /// @return when the backup was made
  /// @throws ProblemException `E-BACKUP` when the backup is damaged or only a part of one, `E-EXISTS` when there is something in the
  ///     way; nothing was written then
  public static Instant of(Path backup, Path data, Actor actor, InstantSource clock)
      throws IOException {
    SavedFiles saved = SavedFiles.checked(backup);
    if (!isFree(data)) {
      throw taken(data);
    }
    Optional<UserPrincipal> owner =
        Files.exists(data) ? Optional.of(Files.getOwner(data)) : Optional.empty();
    try (NewDirectory made = NewDirectory.begin(data)) {
      copy(backup.resolve(SavedFiles.DATA), made.path());
      AuditLog.open(made.path(), clock)
          .record(
              actor,
              "data.restore",
              backup.toAbsolutePath().toString(),
              "as it was at " + saved.made());
      if (owner.isPresent()) {
        give(made.path(), owner.get());
      }
      made.finish();
    } catch (DirectoryNotEmptyException e) {
      throw taken(data);
    }
    return saved.made();
  }

  private static boolean isFree(Path data) throws IOException {
    if (!Files.exists(data, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    if (!Files.isDirectory(data, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> content = Files.list(data)) {
      return content.findAny().isEmpty();
    }
  }

  private static ProblemException taken(Path data) {
    return new ProblemException(
        new Problem(
            "E-EXISTS",
            data.toString(),
            "there is something here already, and a restore overwrites nothing",
            "name a directory that is empty or does not exist, or move this one away"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          DurableFile.makeSecretDirectory(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
  }

  private static void give(Path directory, UserPrincipal owner) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setOwner(owner);
      }
    }
  }
}
