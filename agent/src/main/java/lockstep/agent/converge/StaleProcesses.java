package lockstep.agent.converge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import lockstep.agent.journal.JournalReader;
import lockstep.agent.journal.Transaction;
import lockstep.agent.plan.Step;
import lockstep.agent.process.Holder;
import lockstep.agent.process.Holders;
import lockstep.agent.process.InodeId;
import lockstep.agent.process.MappedInodes;
import lockstep.agent.report.StaleProcess;
import lockstep.agent.root.Workspace;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Guard;
import lockstep.images.tree.Guarding;
import lockstep.images.tree.Kind;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.TreeScanner;
import lockstep.images.tree.TreeVisitor;
import org.jspecify.annotations.Nullable;

/// Finds the processes that still map what the last commit took out of the root: it lies in the undo area now.
public final class StaleProcesses {
  private static final int MOST_PATHS = 5;

  private final Workspace workspace;

  /// What is mapped, by where it lies: `new` or `old`, and the path below.
  private final Map<InodeId, Place> places = new HashMap<>();

  private StaleProcesses(Workspace workspace) {
    this.workspace = workspace;
  }

  private record Place(String folder, RelativePath path) {
    long number() {
      return Long.parseLong(path.parts().getFirst().utf8());
    }

    /// Below the slot.
    RelativePath rest() {
      return path.below(RelativePath.of(Long.toString(number())));
    }
  }

  /// By process.
  ///
  /// @throws IOException when the undo area or the process table cannot be read
  public static List<StaleProcess> find(Workspace workspace) throws IOException {
    return workspace.hasUndo() ? new StaleProcesses(workspace).find() : List.of();
  }

  private List<StaleProcess> find() throws IOException {
    Set<Long> mapped = MappedInodes.now();
    try (Directory undo = workspace.openUndo()) {
      for (String folder : List.of("new", "old")) {
        try (Directory slots = undo.openChild(Bytes.of(folder))) {
          new TreeScanner(slots, (_, _) -> Guarding.MANAGED).scan(new Slots(folder, mapped));
        }
      }
    }
    return places.isEmpty() ? List.of() : processes();
  }

  private List<StaleProcess> processes() throws IOException {
    Map<InodeId, RelativePath> paths = paths();
    Holders holders = Holders.of(places.keySet());
    Map<Long, StaleProcess> stale = new TreeMap<>();
    for (InodeId inode : places.keySet()) {
      RelativePath path = paths.get(inode);
      if (path != null) {
        holders
            .mapping(inode)
            .forEach(holder -> stale.merge(holder.pid(), of(holder, path), StaleProcesses::both));
      }
    }
    return List.copyOf(stale.values());
  }

  private static StaleProcess of(Holder holder, RelativePath path) {
    return new StaleProcess(
        holder.pid(), holder.command(), holder.unit(), List.of(path.toString()));
  }

  private static StaleProcess both(StaleProcess one, StaleProcess other) {
    List<String> paths = new ArrayList<>(one.paths());
    paths.addAll(other.paths());
    return new StaleProcess(
        one.pid(), one.command(), one.unit(), paths.stream().sorted().limit(MOST_PATHS).toList());
  }

  /// Where they were, by the journal.
  private Map<InodeId, RelativePath> paths() throws IOException {
    Map<String, List<InodeId>> bySlot = new HashMap<>();
    places.forEach((inode, place) ->
        bySlot.computeIfAbsent(place.folder() + place.number(), _ -> new ArrayList<>()).add(inode));
    Map<InodeId, RelativePath> paths = new HashMap<>();
    try (JournalReader journal = Transaction.in(workspace.undoPath()).readJournal()) {
      for (@Nullable Step step = journal.next(); step != null; step = journal.next()) {
        String slot =
            switch (step) {
              case Step.Exchange exchange -> "new" + exchange.number();
              case Step.Delete delete -> "old" + delete.number();
              default -> "";
            };
        for (InodeId inode : bySlot.getOrDefault(slot, List.of())) {
          paths.put(inode, step.path().resolve(Objects.requireNonNull(places.get(inode)).rest()));
        }
      }
    }
    return paths;
  }

  private final class Slots implements TreeVisitor {
    private final String folder;
    private final Set<Long> mapped;

    Slots(String folder, Set<Long> mapped) {
      this.folder = folder;
      this.mapped = mapped;
    }

    @Override
    public void visit(ScannedEntry entry) {
      if (entry.stat().kind() == Kind.FILE && mapped.contains(entry.stat().inode())) {
        places.put(
            new InodeId(entry.stat().device(), entry.stat().inode()),
            new Place(folder, entry.path()));
      }
    }

    @Override
    public void leave(RelativePath directory) {}

    @Override
    public void guarded(RelativePath path, Guard why) {}
  }
}
