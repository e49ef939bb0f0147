package lockstep.server.capture;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Metadata;

/// What an image holds beside what its master has.
///
/// @param name for people
/// @param items by path, with every directory on the way but the root
/// @param own what nobody else may have a part in: a master that has something there is refused, and so are rules that leave it to
///     machines. Anything else that the rules exclude is left out.
public record Addition(String name, SortedMap<RelativePath, Item> items, List<RelativePath> own) {
  public static final Addition NOTHING = new Addition("", Collections.emptySortedMap(), List.of());

  public Addition {
    items = Collections.unmodifiableSortedMap(new TreeMap<>(items));
    own = List.copyOf(own);
  }

  public sealed interface Item {}

  /// What is no file.
  public record Node(Entry.Inode entry) implements Item {}

  /// @param content of which nobody moves the position
  public record File(Metadata metadata, ByteBuffer content) implements Item {}

  boolean isOwn(RelativePath path) {
    return own.stream().anyMatch(path::startsWith);
  }
}
