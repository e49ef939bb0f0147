package lockstep.agent.converge;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import lockstep.agent.journal.Transaction;
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
import lockstep.images.trigger.Probes;
import lockstep.images.trigger.Triggers;

/// The image's trigger and probe files: read with the image's own bytes, before anything in the root changes, and kept with
/// the transaction so that an undo, or a recovery without network, reads the same.
final class RuleFiles {
  /// Both kinds lie below it.
  static final RelativePath HOME = RelativePath.of("etc/lockstep");

  static final RelativePath TRIGGERS = RelativePath.of("etc/lockstep/triggers.d");

  /// Folders of the transaction.
  static final String KEPT_TRIGGERS = "triggers";

  static final String KEPT_PROBES = "probes";

  private static final RelativePath PROBES = RelativePath.of("etc/lockstep/probes.d");

  private RuleFiles() {}

  /// Copies the image's trigger and probe files into the transaction.
  ///
  /// @param staged what was staged for the commit, below [#HOME]
  static void keep(
      ManifestReader manifest, ManagedRoot root, StagedFiles staged, Transaction transaction)
      throws IOException {
    Map<RelativePath, Path> kept =
        Map.of(
            TRIGGERS, transaction.folder(KEPT_TRIGGERS), PROBES, transaction.folder(KEPT_PROBES));
    for (Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
      RelativePath path = entry.path();
      Path folder = path.isRoot() ? null : kept.get(path.parent());
      if (folder != null && entry instanceof Entry.File file && isRuleFile(path)) {
        Files.write(folder.resolve(path.name().utf8()), content(file, root, staged));
      }
      if (path.compareTo(HOME) > 0 && !path.startsWith(HOME)) {
        return;
      }
    }
  }

  static boolean isRuleFile(RelativePath path) {
    return path.name().utf8().endsWith(".toml");
  }

  private static byte[] content(Entry.File file, ManagedRoot root, StagedFiles staged)
      throws IOException {
    byte[] content = staged.read(file.path()).orElse(null);
    if (content == null) {
      content = live(root, file.path());
    }
    if (!ContentHash.of(content).equals(file.content().hash())) {
      throw new IntegrityException(file.path() + " is not the image's file");
    }
    return content;
  }

  private static byte[] live(ManagedRoot root, RelativePath path) throws IOException {
    try (FileHandle file = root.parentOf(path).openRead(path.name())) {
      return SmallFile.read(file);
    }
  }

  /// @throws lockstep.images.ProblemException `E-TRIGGER` with file, line and reason
  static Triggers triggers(Transaction transaction) throws IOException {
    Triggers triggers = Triggers.NONE;
    for (Path file : sorted(transaction.path(KEPT_TRIGGERS))) {
      triggers = triggers.plus(Triggers.parse(name(TRIGGERS, file), read(file)));
    }
    return triggers;
  }

  /// @throws lockstep.images.ProblemException `E-PROBE` with file, line and reason
  static Probes probes(Transaction transaction) throws IOException {
    Probes probes = Probes.NONE;
    for (Path file : sorted(transaction.path(KEPT_PROBES))) {
      probes = probes.plus(name(PROBES, file), read(file));
    }
    return probes;
  }

  private static String name(RelativePath directory, Path kept) {
    return "/" + directory + "/" + kept.getFileName();
  }

  private static Bytes read(Path file) throws IOException {
    return Bytes.copyOf(Files.readAllBytes(file));
  }

  private static List<Path> sorted(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(files::add);
    }
    Collections.sort(files);
    return files;
  }
}
