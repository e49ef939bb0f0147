package lockstep.server.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.manifest.ManifestWriter;

/// A whole tree, read and in path order.
///
/// @param skipped what was passed over, for people
public record CapturedTree(List<Named> names, List<Problem> skipped) {
  /// A name in the tree.
  sealed interface Named {
    RelativePath path();
  }

  record Node(Entry.Inode entry) implements Named {
    @Override
    public RelativePath path() {
      return entry.path();
    }
  }

  record FileName(RelativePath path, EntryCollector.Body body) implements Named {}

  /// @throws ProblemException `E-TREE` when an entry stands below something that is no directory of the tree
  static CapturedTree of(List<Named> names, List<Problem> skipped) throws ProblemException {
    List<Named> sorted = new ArrayList<>(names);
    sorted.sort(Comparator.comparing(Named::path));
    List<Named> last = new ArrayList<>(sorted.size());
    for (Named name : sorted) {
      if (!last.isEmpty() && last.getLast().path().equals(name.path())) {
        last.removeLast(); // an archive may hold a path twice; sorting is stable and the later one
        // stands
      }
      last.add(name);
    }
    if (last.isEmpty() || !last.getFirst().path().isRoot()) {
      throw new ProblemException(
          new Problem(
              "E-TREE",
              "",
              "has no entry for the root itself",
              "make it with: tar -C DIR -cf FILE ."));
    }
    return new CapturedTree(last, List.copyOf(skipped));
  }

  /// Writes all entries. The first name of a file in path order is the file, the others are links to it.
  void writeTo(ManifestWriter manifest) throws IOException {
    Map<EntryCollector.Body, Long> linked = new HashMap<>();
    Set<EntryCollector.Body> met = new HashSet<>();
    for (Named name : names) {
      if (name instanceof FileName(_, EntryCollector.Body body) && !met.add(body)) {
        linked.put(body, -1L);
      }
    }
    for (Named name : names) {
      switch (name) {
        case Node(Entry.Inode entry) -> manifest.add(entry);
        case FileName(RelativePath path, EntryCollector.Body body) ->
            manifest.add(file(path, body, linked, manifest.nextOrdinal()));
      }
    }
  }

  private static Entry file(
      RelativePath path,
      EntryCollector.Body body,
      Map<EntryCollector.Body, Long> linked,
      long ordinal) {
    Long first = linked.get(body);
    if (first == null) {
      return new Entry.File(path, body.metadata(), body.content(), false);
    }
    if (first < 0) {
      linked.put(body, ordinal);
      return new Entry.File(path, body.metadata(), body.content(), true);
    }
    return new Entry.HardLink(path, first);
  }
}
