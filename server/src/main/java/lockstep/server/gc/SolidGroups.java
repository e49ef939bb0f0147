package lockstep.server.gc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lockstep.images.ImageId;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupIndexReader;
import lockstep.server.repository.Repository;

/// Groups of contents: needed while an image that stays names them in its index of groups.
record SolidGroups(Repository repository) implements Kind {
  @Override
  public String name() {
    return "groups";
  }

  @Override
  public List<Path> unneeded(Set<ImageId> staying) throws IOException {
    Set<Path> needed = new HashSet<>();
    for (ImageId id : staying) {
      Path file = repository.layout().solidIndex(id);
      if (Files.exists(file)) {
        addAll(file, id, needed);
      }
    }
    return Folder.files(repository.layout().packs()).stream()
        .filter(file -> file.toString().endsWith(".solid"))
        .filter(file -> !needed.contains(file))
        .toList();
  }

  private void addAll(Path indexFile, ImageId id, Set<Path> needed) throws IOException {
    try (GroupIndexReader index = GroupIndexReader.open(Files.newInputStream(indexFile))) {
      for (Group group = index.next(); group != null; group = index.next()) {
        needed.add(Needed.present(repository.layout().solid(group), group.objectPath(), id));
      }
    }
  }
}
