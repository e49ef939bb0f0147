package lockstep.server.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.Segment;
import lockstep.images.manifest.ManifestHeader;
import lockstep.images.manifest.ManifestTotals;
import lockstep.images.manifest.ManifestWriter;

/// A manifest in the making, from entries in path order. The first name of a file is the file, the others are links to
/// it. Whether there are others is known only at the end; where a file was expected to have some and has not, the
/// manifest is copied once more with that put right.
final class ManifestDraft implements EntrySink, AutoCloseable {
  private final Path file;
  private final OutputStream out;
  private final ManifestWriter manifest;
  private final ChunkStore store;

  /// @param file receives the uncompressed manifest
  ManifestDraft(Path file, ManifestHeader header, ChunkStore store) throws IOException {
    this.file = file;
    this.store = store;
    this.out = Files.newOutputStream(file);
    this.manifest = new ManifestWriter(out, header);
  }

  @Override
  public void node(Entry.Inode entry) throws IOException {
    requireRootFirst(entry.path());
    manifest.add(entry);
  }

  @Override
  public void file(RelativePath path, Body body) throws IOException {
    requireRootFirst(path);
    if (body.ordinal() != Body.NOWHERE) {
      manifest.add(new Entry.HardLink(path, body.ordinal()));
      return;
    }
    body.placeAt(manifest.nextOrdinal());
    manifest.add(new Entry.File(path, body.metadata(), body.content(), body.mayHaveMoreNames()));
    for (Segment segment : body.content().segments()) {
      if (segment instanceof Segment.Chunk chunk) {
        store.refer(chunk);
      }
    }
  }

  private void requireRootFirst(RelativePath path) throws ProblemException {
    if (!path.isRoot() && manifest.nextOrdinal() == 0) {
      throw withoutRoot();
    }
  }

  private static ProblemException withoutRoot() {
    return new ProblemException(
        new Problem(
            "E-TREE",
            "",
            "has no entry for the root itself",
            "make it with: tar -C DIR -cf FILE ."));
  }

  ImageId finish() throws IOException {
    if (manifest.nextOrdinal() == 0) {
      throw withoutRoot();
    }
    if (manifest.linksAreComplete()) {
      return manifest.finish();
    }
    manifest.flush();
    Path corrected = file.resolveSibling(file.getFileName() + ".corrected");
    ImageId image;
    try (InputStream in = Files.newInputStream(file);
        OutputStream copy = Files.newOutputStream(corrected)) {
      image = manifest.finishCorrected(in, copy);
    }
    Files.move(corrected, file, StandardCopyOption.REPLACE_EXISTING);
    return image;
  }

  ManifestTotals totals() {
    return manifest.totals();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
