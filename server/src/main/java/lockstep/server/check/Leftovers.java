package lockstep.server.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lockstep.images.ImageId;
import lockstep.server.repository.RepositoryLayout;
import org.jspecify.annotations.Nullable;

/// Finds files that nobody needs.
///
/// @param unfinished of deltas, see [DeltaCheck#check]
record Leftovers(
    RepositoryLayout layout, Set<ImageId> stored, Needed needed, Set<String> unfinished) {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
  private static final Set<String> OF_IMAGE =
      Set.of("manifest", "packs", "solid", "annotation.json");
  private static final Set<String> ALONE = Set.of("lockstep.json", "retired.json", "incoming.lock");
  private static final String UNNEEDED = "no image needs it; the next gc removes it";
  private static final String STRANGER = "it is not Lockstep's";

  List<Leftover> find() throws IOException {
    List<Leftover> found = new ArrayList<>();
    for (Path file : Folders.filesBelow(layout.root())) {
      String name = layout.root().relativize(file).toString();
      String why = why(name);
      if (why != null) {
        found.add(new Leftover(name, size(file), why));
      }
    }
    return found;
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0; // whoever was writing it has finished
    }
  }

  private @Nullable String why(String name) {
    String[] parts = name.split("/", -1);
    String last = parts[parts.length - 1];
    if (parts[0].equals("incoming") || (last.startsWith(".") && last.endsWith(".tmp"))) {
      return "a write that is not finished, or was interrupted";
    }
    if (unfinished.contains(name)) {
      return "half of a delta; the next publish of its two images makes it anew";
    }
    return switch (parts.length == 1 ? "" : parts[0]) {
      case "" -> ALONE.contains(name) ? null : STRANGER;
      case "packs" -> ofPacks(name);
      case "images" ->
          parts.length == 3 && isStored(parts[1]) && OF_IMAGE.contains(last) ? null : STRANGER;
      case "deltas" -> namesOneThatIsGone(last) ? UNNEEDED : null;
      case "targets" -> last.matches("[0-9a-f]{64}\\..+") ? ofTargets(last) : STRANGER;
      case "metadata" -> last.endsWith(".json") ? null : STRANGER;
      default -> STRANGER;
    };
  }

  private @Nullable String ofPacks(String name) {
    if (!name.matches("packs/[0-9a-f]{64}\\.(pack|solid)")) {
      return STRANGER;
    }
    return needed.contains(name) || !needed.isComplete() ? null : UNNEEDED;
  }

  private @Nullable String ofTargets(String name) {
    return namesOneThatIsGone(name.substring(65)) ? UNNEEDED : null;
  }

  private boolean isStored(String id) {
    return ID.matcher(id).matches() && stored.contains(ImageId.parse(id));
  }

  private boolean namesOneThatIsGone(String name) {
    Matcher ids = ID.matcher(name);
    while (ids.find()) {
      if (!isStored(ids.group())) {
        return true;
      }
    }
    return false;
  }
}
