package lockstep.server.gc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.pack.Pack;
import lockstep.images.pack.PackIndexReader;
import lockstep.server.repository.Repository;

/// Packs of chunks: needed while an image that stays names them in its pack index. They are never rewritten.
record Packs(Repository repository) implements Kind {
  @Override
  public String name() {
    return "packs";
  }

  @Override
  public List<Path> unneeded(Set<ImageId> staying) throws IOException {
    Set<Path> needed = new HashSet<>();
    for (ImageId id : staying) {
      try (PackIndexReader index = repository.openPackIndex(repository.image(id))) {
        for (Pack pack : index.packs()) {
          needed.add(present(pack, id));
        }
      }
    }
    return Folder.files(repository.layout().packs()).stream()
        .filter(file -> !needed.contains(file))
        .toList();
  }

  /// An index is not signed: one that was damaged may name a pack that never was, instead of the one it needs.
  private Path present(Pack pack, ImageId image) throws ProblemException {
    Path file = repository.layout().pack(pack);
    if (!Files.exists(file)) {
      throw new ProblemException(
          new Problem(
              "E-MISSING",
              pack.path(),
              "image %s needs it and it is not there, so nothing is removed"
                  .formatted(image.abbreviated()),
              "see what is wrong, and repair it: lockstep fsck REPO --repair-from URL|DIR"));
    }
    return file;
  }
}
