package lockstep.server.capture;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lockstep.excludes.EntryType;
import lockstep.excludes.ExcludeSet;
import lockstep.excludes.RelativePath;
import lockstep.excludes.Verdict;
import lockstep.images.Entry;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.jspecify.annotations.Nullable;

/// Lays an [Addition] into the entries of a master, where path order has them. Of a directory that both have, the master's stands.
final class Laying implements EntrySink {
  private final EntrySink next;
  private final Addition addition;
  private final SortedMap<RelativePath, Addition.Item> wanted;
  private final Map<RelativePath, Body> bodies = new TreeMap<>();
  private final Iterator<RelativePath> paths;
  private @Nullable RelativePath first;

  /// @throws ProblemException `E-WITH-AGENT` when the rules leave to machines what must not be left to them
  Laying(Addition addition, ExcludeSet excludes, EntrySink next) throws ProblemException {
    this.next = next;
    this.addition = addition;
    wanted = wanted(addition, excludes);
    paths = wanted.keySet().iterator();
    advance();
  }

  private static SortedMap<RelativePath, Addition.Item> wanted(
      Addition addition, ExcludeSet excludes) throws ProblemException {
    SortedMap<RelativePath, Addition.Item> wanted = new TreeMap<>();
    RelativePath excluded = null;
    for (Map.Entry<RelativePath, Addition.Item> item : addition.items().entrySet()) {
      RelativePath path = item.getKey();
      if (excluded == null || !path.startsWith(excluded)) {
        if (excludes.judge(path, type(item.getValue())) != Verdict.EXCLUDED) {
          wanted.put(path, item.getValue());
          continue;
        }
        excluded = path;
      }
      if (addition.isOwn(path)) {
        throw new ProblemException(
            new Problem(
                "E-WITH-AGENT",
                path.toString(),
                "is the agent's, and the image's excludes leave it to machines",
                "take the rule away that hides it, or let machines have their agent from a package"));
      }
    }
    return wanted;
  }

  private static EntryType type(Addition.Item item) {
    return isDirectory(item) ? EntryType.DIRECTORY : EntryType.OTHER;
  }

  private static boolean isDirectory(Addition.@Nullable Item item) {
    return item instanceof Addition.Node(Entry.Inode node) && node instanceof Entry.Directory;
  }

  /// Has the files read; to be called before the master is.
  void read(EntryCollector collector) throws IOException {
    for (Map.Entry<RelativePath, Addition.Item> item : wanted.entrySet()) {
      if (item.getValue() instanceof Addition.File(var metadata, var content)) {
        Body body = new Body(metadata, false);
        collector.read(item.getKey(), new BufferedFile(content), body);
        bodies.put(item.getKey(), body);
      }
    }
  }

  @Override
  public void node(Entry.Inode entry) throws IOException {
    pass(entry.path(), entry instanceof Entry.Directory);
    next.node(entry);
  }

  @Override
  public void file(RelativePath path, Body body) throws IOException {
    pass(path, false);
    next.file(path, body);
  }

  private void pass(RelativePath master, boolean directory) throws IOException {
    while (first != null && first.compareTo(master) < 0) {
      tell(first);
      advance();
    }
    if (first != null && first.equals(master)) {
      if (!directory || !isDirectory(wanted.get(first))) {
        throw inTheWay(master);
      }
      advance();
    } else if (addition.isOwn(master)) {
      throw inTheWay(master);
    }
  }

  private void advance() {
    first = paths.hasNext() ? paths.next() : null;
  }

  private void tell(RelativePath path) throws IOException {
    Body body = bodies.get(path);
    if (body != null) {
      next.file(path, body);
    } else if (wanted.get(path) instanceof Addition.Node(Entry.Inode node)) {
      next.node(node);
    }
  }

  private static ProblemException inTheWay(RelativePath path) {
    return new ProblemException(
        new Problem(
            "E-WITH-AGENT",
            path.toString(),
            "is in the master, and an agent is to be laid there",
            "take the master's agent away (apt purge lockstep-agent), or upgrade that one and build without --with-agent"));
  }

  /// To be called after the master's last entry.
  void finish() throws IOException {
    for (; first != null; advance()) {
      tell(first);
    }
  }
}
