package lockstep.server.gc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lockstep.images.ImageId;

/// Objects whose names hold the ids of the images they are for: needed while all of these stay.
///
/// @param folders where they lie, all of them files of this kind
record NamedForImages(String name, List<Path> folders) implements Kind {
  @Override
  public List<Path> unneeded(Set<ImageId> staying) throws IOException {
    List<Path> unneeded = new ArrayList<>();
    for (Path folder : folders) {
      for (Path file : Folder.files(folder)) {
        if (namesOneThatIsGone(String.valueOf(file.getFileName()), staying)) {
          unneeded.add(file);
        }
      }
    }
    return unneeded;
  }

  /// Our names hold image ids between `.` and `-`; the hash before a target's name is in none of them.
  private static boolean namesOneThatIsGone(String name, Set<ImageId> staying) {
    String own = name.replaceFirst("^[0-9a-f]{64}\\.", "");
    for (String part : own.split("[.-]", -1)) {
      if (part.matches("[0-9a-f]{64}") && !staying.contains(ImageId.parse(part))) {
        return true;
      }
    }
    return false;
  }
}
