package lockstep.server.agent;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;

/// A directory where an agent was unpacked.
final class AgentDirectory extends SimpleFileVisitor<Path> {
  private final Path top;
  private final AgentFiles files;

  private AgentDirectory(Path top, AgentFiles files) {
    this.top = top;
    this.files = files;
  }

  static void read(Path top, AgentFiles files) throws IOException {
    Files.walkFileTree(top, new AgentDirectory(top, files));
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes found) {
    files.directory(path(directory));
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes found) throws IOException {
    RelativePath path = path(file);
    if (found.isSymbolicLink()) {
      files.symlink(path, Bytes.of(Files.readSymbolicLink(file).toString()), time(found));
    } else if (found.isRegularFile()) {
      files.makeRoom(path, found.size());
      files.file(path, isProgram(file), Files.readAllBytes(file), time(found));
    } else {
      throw files.noAgent("has %s, which is neither file nor symlink".formatted(path));
    }
    return FileVisitResult.CONTINUE;
  }

  private RelativePath path(Path file) {
    return RelativePath.of(top.relativize(file).toString());
  }

  private static boolean isProgram(Path file) throws IOException {
    return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
        .contains(PosixFilePermission.OWNER_EXECUTE);
  }

  private static AgentFiles.Time time(BasicFileAttributes found) {
    Instant time = found.lastModifiedTime().toInstant();
    return new AgentFiles.Time(time.getEpochSecond(), time.getNano());
  }
}
