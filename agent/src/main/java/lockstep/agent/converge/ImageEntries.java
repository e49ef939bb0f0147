package lockstep.agent.converge;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lockstep.agent.image.FetchedImage;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.manifest.ManifestReader;

/// What an image has at a few paths.
final class ImageEntries {
  private ImageEntries() {}

  /// Reads the whole manifest. A further name of a file stands for that file; what the image does not have is missing.
  static Map<RelativePath, Entry.Inode> at(List<RelativePath> paths, FetchedImage image)
      throws IOException {
    Set<RelativePath> wanted = new HashSet<>(paths);
    Map<RelativePath, Entry.Inode> found = new HashMap<>();
    Map<Long, Entry.File> firsts = new HashMap<>();
    try (ManifestReader manifest = image.manifest()) {
      for (Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
        if (entry instanceof Entry.File file && file.linked()) {
          firsts.put(manifest.ordinal(), file);
        }
        if (wanted.contains(entry.path())) {
          switch (entry) {
            case Entry.Inode inode -> found.put(entry.path(), inode);
            case Entry.HardLink link -> found.put(entry.path(), firsts.get(link.target()));
          }
        }
      }
    }
    return found;
  }
}
