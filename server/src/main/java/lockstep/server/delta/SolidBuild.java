package lockstep.server.delta;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lockstep.images.ContentHash;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupOutput;

/// Makes the solid groups of an image, and keeps those of an image before that are still nearly all alive: only new content
/// is compressed again. For one thread.
public final class SolidBuild {
  /// A kept group may carry this part of dead bytes: every fresh machine downloads them.
  private static final long MAX_DEAD_FRACTION = 32;

  private final ImageContents image;
  private final Set<ContentHash> made = new HashSet<>();
  private final Map<ContentHash, ImageContent> wanted = new HashMap<>();
  private final List<Group> groups = new ArrayList<>();

  public SolidBuild(ImageContents image) {
    this.image = image;
    image.all().forEach(content -> wanted.put(content.content().hash(), content));
  }

  /// Keeps a group of another image, when that is worth it.
  ///
  /// @param outputs the hashes of its outputs, in order
  public void offer(Group group, List<ContentHash> outputs) {
    List<GroupOutput> renumbered = new ArrayList<>();
    long alive = 0;
    for (int i = 0; i < outputs.size(); i++) {
      GroupOutput output = group.outputs().get(i);
      ImageContent content = made.contains(outputs.get(i)) ? null : wanted.get(outputs.get(i));
      List<Integer> entries = content == null ? List.of() : content.entries();
      renumbered.add(new GroupOutput(entries, output.sizeBytes(), output.form()));
      alive += content == null ? 0 : output.plainBytes();
    }
    long all = group.plainBytes();
    if (all - alive <= all / MAX_DEAD_FRACTION) {
      made.addAll(outputs);
      groups.add(new Group(group.digest(), 0, group.storedLength(), List.of(), renumbered));
    }
  }

  /// Makes what no kept group makes.
  ///
  /// @param store takes the groups that are new
  /// @return all groups of the image
  public List<Group> finish(DeltaBuild build, GroupSink store) throws IOException {
    List<ImageContent> missing =
        image.all().stream().filter(c -> !made.contains(c.content().hash())).toList();
    build.solid(
        missing,
        (group, frame) -> {
          store.accept(group, frame);
          groups.add(group);
        });
    return groups;
  }
}
