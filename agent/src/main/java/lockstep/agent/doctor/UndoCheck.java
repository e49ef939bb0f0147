package lockstep.agent.doctor;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;
import lockstep.agent.journal.Transaction;
import lockstep.agent.root.ManagedRoot;
import lockstep.images.ImageId;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.console.Figures;

/// Where the way back leads, and what it takes of the disk.
record UndoCheck(Path root) implements Check {
  @Override
  public String name() {
    return "undo";
  }

  @Override
  public Finding look() throws IOException {
    try (ManagedRoot open = ManagedRoot.open(root)) {
      if (!open.hasWorkspace()) {
        return Finding.ok("nothing was committed yet");
      }
      Path undo = open.workspacePath().resolve("undo");
      if (!Files.isDirectory(undo)) {
        return Finding.ok("there is no way back now");
      }
      String to =
          Transaction.in(undo)
              .purpose()
              .flatMap(Transaction.Purpose::from)
              .map(ImageId::abbreviated)
              .map(image -> "image " + image)
              .orElse("what was there before");
      return Finding.ok("back to %s; takes %s".formatted(to, Figures.bytes(ownBytes(undo))));
    }
  }

  /// What would be free without it: a file that the root has as well takes nothing here.
  private static long ownBytes(Path undo) throws IOException {
    AtomicLong bytes = new AtomicLong();
    Files.walkFileTree(
        undo,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS).equals(1)) {
              bytes.addAndGet(attributes.size());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // the next commit replaces it this moment
          }
        });
    return bytes.get();
  }
}
