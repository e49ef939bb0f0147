package lockstep.agent.converge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lockstep.agent.image.FetchedImage;
import lockstep.agent.plan.Difference;
import lockstep.agent.plan.Plan;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Problem;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Stat;
import lockstep.images.tree.SystemCallException;

/// What the closing scan found although everything had been put right: somebody writes to the root. Says what the image
/// has at each such path, what the root has there by now, and which processes have to do with it.
final class Fight {
  private static final int MAX_NAMED = 20;

  private final ManagedRoot root;
  private final Map<RelativePath, Entry.Inode> image;

  private Fight(ManagedRoot root, Map<RelativePath, Entry.Inode> image) {
    this.root = root;
    this.image = image;
  }

  static List<Problem> of(Plan closing, FetchedImage image, ManagedRoot root) throws IOException {
    List<Difference> named = first(closing);
    List<RelativePath> paths = named.stream().map(Difference::path).toList();
    Fight fight = new Fight(root, ImageEntries.at(paths, image));
    List<Problem> problems = fight.problems(named);
    if (closing.totals().differences() > named.size()) {
      problems.add(
          new Problem(
              "E-FIGHT",
              "",
              "%d paths differ in all".formatted(closing.totals().differences()),
              "run `lockstep-agent verify` for the whole list"));
    }
    return problems;
  }

  private static List<Difference> first(Plan closing) throws IOException {
    List<Difference> first = new ArrayList<>();
    try (Plan.Differences differences = closing.differences()) {
      Difference next = differences.next();
      while (next != null && first.size() < MAX_NAMED) {
        first.add(next);
        next = differences.next();
      }
    }
    return first;
  }

  private List<Problem> problems(List<Difference> differences) throws IOException {
    Culprits culprits = Culprits.at(root, differences.stream().map(Difference::path).toList());
    List<Problem> problems = new ArrayList<>();
    for (Difference difference : differences) {
      RelativePath path = difference.path();
      problems.add(
          new Problem(
              "E-FIGHT",
              path.toString(),
              "differs again right after the commit (%s): %s; %s"
                  .formatted(difference.reason(), contrast(difference), culprits.who(path)),
              "find out what writes it; exclude the path, or let a trigger declare it in `writes`"));
    }
    return problems;
  }

  private String contrast(Difference difference) throws IOException {
    RelativePath path = difference.path();
    Entry.Inode wanted = image.get(path);
    Stat stat = root.statIfReachable(path);
    String expected = wanted == null ? "nothing" : Contrast.describe(wanted);
    if (wanted == null || stat == null || difference.aspects().isEmpty()) {
      String found = stat == null ? "nothing" : Contrast.describe(stat);
      return "expected %s, found %s".formatted(expected, found);
    }
    Directory parent = path.isRoot() ? root.directory() : root.parentOf(path);
    Bytes name = path.isRoot() ? Bytes.EMPTY : path.name();
    try {
      return Contrast.of(wanted, parent, name, stat, difference.aspects());
    } catch (SystemCallException e) {
      return "expected %s, found what went away while it was looked at".formatted(expected);
    }
  }
}
