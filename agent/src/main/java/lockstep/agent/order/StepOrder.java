package lockstep.agent.order;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import lockstep.agent.order.NeedReader.Needs;
import lockstep.agent.plan.Step;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import org.jspecify.annotations.Nullable;

/// Puts steps in an order in which nothing is without what it needs in between. Not for several threads.
public final class StepOrder {
  /// How far a chain of needs is followed.
  private static final int MAX_DEPTH = 500;

  private final ManagedRoot root;
  private final Directory news;

  /// @param news what is staged, under the steps' numbers
  public StepOrder(ManagedRoot root, Directory news) {
    this.root = root;
    this.news = news;
  }

  /// Steps that bring something: what others need comes first. What needs something that a swap brings comes after it, and
  /// all else before the swaps, which may need any of it.
  public List<Step> neededFirst(List<Step> steps) throws IOException {
    List<Node> nodes = new ArrayList<>();
    for (Step step : steps) {
      nodes.add(new Node(step, needsOfStaged(step)));
    }
    List<Node> ordered = new Graph(nodes).ordered();
    List<Step> first = new ArrayList<>();
    ordered.stream().filter(node -> !node.late).forEach(node -> first.add(node.step));
    ordered.stream().filter(node -> node.late).forEach(node -> first.add(node.step));
    return first;
  }

  /// Steps that take something away: what others need goes last.
  public List<Step> neededLast(List<Step> steps) throws IOException {
    List<Node> nodes = new ArrayList<>();
    for (Step step : steps) {
      RelativePath path = step.path();
      nodes.add(new Node(step, NeedReader.of(path, root.parentOf(path), path.name())));
    }
    List<Step> last = new ArrayList<>();
    new Graph(nodes).ordered().forEach(node -> last.add(node.step));
    Collections.reverse(last);
    return last;
  }

  private Needs needsOfStaged(Step step) throws IOException {
    return switch (step) {
      case Step.Create create -> needsOfStaged(step.path(), create.number());
      case Step.Exchange exchange -> needsOfStaged(step.path(), exchange.number());
      case Step.Narrow _,
          Step.Adjust _,
          Step.Delete _,
          Step.Swap _,
          Step.Dissolve _,
          Step.Settle _ ->
          Needs.NONE;
    };
  }

  private Needs needsOfStaged(RelativePath path, long number) throws IOException {
    return NeedReader.of(path, news, Bytes.of(Long.toString(number)));
  }

  private static final class Node {
    private final Step step;
    private final Needs needs;
    private boolean seen;
    private boolean late;

    Node(Step step, Needs needs) {
      this.step = step;
      this.needs = needs;
      late = step instanceof Step.Swap;
    }
  }

  /// Which step is needed by which.
  private static final class Graph {
    private final List<Node> nodes;
    private final Map<RelativePath, Node> byPath = new HashMap<>();
    private final Map<Bytes, List<Node>> byName = new HashMap<>();
    private final List<Node> ordered = new ArrayList<>();

    Graph(List<Node> nodes) {
      this.nodes = nodes;
      for (Node node : nodes) {
        byPath.put(node.step.path(), node);
        Set<Bytes> names = new HashSet<>(node.needs.offered());
        names.add(node.step.path().name());
        for (Bytes name : names) {
          byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(node);
        }
      }
    }

    List<Node> ordered() {
      for (Node node : nodes) {
        take(node, 0);
      }
      return ordered;
    }

    private void take(Node node, int depth) {
      if (node.seen || depth > MAX_DEPTH) {
        return;
      }
      node.seen = true;
      forEachNeeded(
          node,
          needed -> {
            take(needed, depth + 1);
            node.late |= needed.late;
          });
      ordered.add(node);
    }

    private void forEachNeeded(Node node, Consumer<Node> consumer) {
      for (RelativePath path : node.needs.paths()) {
        Node needed = bringing(path);
        if (needed != null) {
          consumer.accept(needed);
        } else {
          // By another way: through a symlink to a directory.
          byName.getOrDefault(path.name(), List.of()).forEach(consumer);
        }
      }
      for (Bytes library : node.needs.libraries()) {
        byName.getOrDefault(library, List.of()).forEach(consumer);
      }
    }

    /// The step for that path or a directory above it.
    private @Nullable Node bringing(RelativePath path) {
      for (RelativePath at = path; !at.isRoot(); at = at.parent()) {
        Node node = byPath.get(at);
        if (node != null) {
          return node;
        }
      }
      return null;
    }
  }
}
