package lockstep.agent.order;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import lockstep.agent.order.NeedReader.Needs;
import lockstep.agent.plan.Step;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import org.jspecify.annotations.Nullable;

/// Finds among some steps, by their positions in a list, those that bring what something needs, or take it away.
final class NeedGraph {
  private final Map<RelativePath, Integer> byPath = new HashMap<>();
  private final Map<Bytes, List<Integer>> byName = new HashMap<>();

  /// Adds the step at the next position.
  ///
  /// @param needs of what it brings or takes away
  void add(int position, Step step, Needs needs) {
    byPath.put(step.path(), position);
    Set<Bytes> names = new HashSet<>(needs.offered());
    names.add(step.path().name());
    for (Bytes name : names) {
      byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(position);
    }
  }

  /// The steps for what is needed.
  void forEachNeeded(Needs needs, IntConsumer consumer) {
    for (RelativePath path : needs.paths()) {
      Integer needed = at(path);
      if (needed != null) {
        consumer.accept(needed);
      } else {
        // By another way: through a symlink to a directory.
        forEachNamed(path.name(), consumer);
      }
    }
    for (Bytes library : needs.libraries()) {
      forEachNamed(library, consumer);
    }
  }

  /// The steps for something of that name.
  void forEachNamed(Bytes name, IntConsumer consumer) {
    byName.getOrDefault(name, List.of()).forEach(consumer::accept);
  }

  /// The step for that path or a directory above it.
  private @Nullable Integer at(RelativePath path) {
    for (RelativePath at = path; !at.isRoot(); at = at.parent()) {
      Integer position = byPath.get(at);
      if (position != null) {
        return position;
      }
    }
    return null;
  }
}
