package lockstep.server.gc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lockstep.images.ImageId;
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
          needed.add(Needed.present(repository.layout().pack(pack), pack.path(), id));
        }
      }
    }
    return Folder.files(repository.layout().packs()).stream()
        .filter(file -> file.toString().endsWith(".pack"))
        .filter(file -> !needed.contains(file))
        .toList();
  }
}
