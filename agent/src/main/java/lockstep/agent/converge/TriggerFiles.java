package lockstep.agent.converge;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.SmallFile;
import lockstep.agent.stage.StagedFiles;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.tree.FileHandle;
import lockstep.images.trigger.Triggers;

/// The image's trigger files: read with the image's own bytes, before anything in the root changes, and kept with the
/// transaction so that an undo, or a recovery without network, reads the same.
final class TriggerFiles {
  static final RelativePath DIRECTORY = RelativePath.of("etc/lockstep/triggers.d");

  private TriggerFiles() {}

  /// Copies the image's trigger files into `kept`.
  ///
  /// @param staged what was staged for the commit
  static void keep(ManifestReader manifest, ManagedRoot root, StagedFiles staged, Path kept)
      throws IOException {
    for (Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
      boolean inside = !entry.path().isRoot() && entry.path().parent().equals(DIRECTORY);
      if (inside && entry instanceof Entry.File file && isTriggerFile(entry.path())) {
        byte[] content = staged.read(file.path()).orElse(null);
        if (content == null) {
          content = live(root, file.path());
        }
        if (!ContentHash.of(content).equals(file.content().hash())) {
          throw new IntegrityException(file.path() + " is not the image's trigger file");
        }
        Files.write(kept.resolve(file.path().name().utf8()), content);
      }
      if (entry.path().compareTo(DIRECTORY) > 0 && !entry.path().startsWith(DIRECTORY)) {
        return;
      }
    }
  }

  static boolean isTriggerFile(RelativePath path) {
    return path.name().utf8().endsWith(".toml");
  }

  private static byte[] live(ManagedRoot root, RelativePath path) throws IOException {
    try (FileHandle file = root.parentOf(path).openRead(path.name())) {
      return SmallFile.read(file);
    }
  }

  /// @throws lockstep.images.ProblemException `E-TRIGGER` with file, line and reason
  static Triggers parse(Path kept) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(kept)) {
      stream.forEach(files::add);
    }
    Collections.sort(files);
    Triggers triggers = Triggers.NONE;
    for (Path file : files) {
      String name = "/" + DIRECTORY + "/" + file.getFileName();
      triggers = triggers.plus(Triggers.parse(name, Bytes.copyOf(Files.readAllBytes(file))));
    }
    return triggers;
  }
}
