package lockstep.agent.plan;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import lockstep.agent.plan.StageItem.Local;
import lockstep.agent.spool.SpoolReader;
import lockstep.agent.spool.SpoolWriter;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import org.jspecify.annotations.Nullable;

/// Judges files that share an inode, in the image or in the root: only the end of the scan knows every name of each.
///
/// A group is right when all its names are there, they are one inode, and no other managed path has that inode. A group that
/// is not right is staged anew and replaced name by name. Memory grows with the number of groups, not of entries.
final class LinkGroups implements Closeable {
  /// What is no directory, and of the same kind, in image and root at one path.
  ///
  /// @param entry the ordinal of the image's entry
  /// @param group the ordinal of the group's first entry: [#entry] itself for the first and for files without other names
  /// @param links how many names the inode has, outside the managed root included
  /// @param staged what a replacement would be
  record Member(
      RelativePath path,
      long entry,
      long group,
      Live live,
      long links,
      ModeAndTime old,
      ModeAndTime wanted,
      Staged staged,
      Set<Aspect> aspects,
      @Nullable ContentHash liveHash) {}

  /// The inode of the image.
  ///
  /// @param local whether it is a regular file
  record Staged(Local local, long sizeBytes, int flags) {}

  private static final class Group {
    private long members;
    private long present;
    private long inode = -1;
    private boolean oneInode = true;
    private boolean adjusted;
    private final EnumSet<Aspect> aspects = EnumSet.noneOf(Aspect.class);
  }

  private final Path file;
  private final SpoolWriter out;
  private final Map<Long, Group> groups = new HashMap<>();
  private final Map<Long, Long> observed = new HashMap<>();

  LinkGroups(Path file) throws IOException {
    this.file = file;
    out = SpoolWriter.create(file);
  }

  /// Counts one name in the managed root of an inode with several.
  void observed(long inode) {
    observed.merge(inode, 1L, Long::sum);
  }

  /// Counts one name of the image, whatever the root has there.
  void wanted(long group) {
    group(group).members++;
  }

  /// Puts off the decision on a file until [#decide].
  void defer(Member member) throws IOException {
    Group group = group(member.group());
    group.present++;
    group.oneInode &= group.inode == -1 || group.inode == member.live().inode();
    group.inode = member.live().inode();
    group.aspects.addAll(member.aspects());
    out.put(member.path()).put(member.entry()).put(member.group());
    out.put(member.live().inode()).put(member.live().ctimeSeconds());
    out.put((long) member.live().ctimeNanos()).put((long) member.live().flags());
    out.put(member.links());
    put(member.old());
    put(member.wanted());
    out.put(member.staged().local() == Local.FILE ? 1L : 0L);
    out.put(member.staged().sizeBytes()).put((long) member.staged().flags());
    out.put((long) Aspect.mask(member.aspects())).put(member.liveHash());
  }

  private void put(ModeAndTime value) throws IOException {
    out.put((long) value.mode()).put(value.mtimeSeconds()).put((long) value.mtimeNanos());
  }

  /// What [#decide] tells, in path order.
  interface Decisions {
    /// The inode stays; `aspects` are changed on it, by the first member that is told.
    void adjust(Member member, Set<Aspect> aspects, Turn turn) throws IOException;

    void replace(Member member, Set<Aspect> aspects) throws IOException;
  }

  /// Whether a member's inode still needs its change, or an earlier name had it made.
  enum Turn {
    FIRST,
    LATER
  }

  void decide(Decisions decisions) throws IOException {
    out.close();
    try (SpoolReader in = SpoolReader.open(file)) {
      while (!in.atEnd()) {
        decide(read(in), decisions);
      }
    }
  }

  private void decide(Member member, Decisions decisions) throws IOException {
    Group group = group(member.group());
    long names = Math.max(1, group.members);
    boolean right =
        group.oneInode
            && group.present == names
            && observed.getOrDefault(member.live().inode(), 1L) == names;
    if (right && group.aspects.isEmpty()) {
      return;
    }
    boolean mayAdjust = member.links() == names && member.live().flags() == 0;
    if (right && mayAdjust && Aspect.IN_PLACE.containsAll(group.aspects)) {
      decisions.adjust(member, group.aspects, group.adjusted ? Turn.LATER : Turn.FIRST);
      group.adjusted = true;
      return;
    }
    EnumSet<Aspect> aspects = EnumSet.copyOf(group.aspects);
    if (!right) {
      aspects.add(Aspect.LINKS);
    }
    decisions.replace(member, aspects);
  }

  private static Member read(SpoolReader in) throws IOException {
    RelativePath path = in.readPath();
    long entry = in.readLong();
    long group = in.readLong();
    Live live = new Live(in.readLong(), in.readLong(), in.readInt(), in.readInt());
    long links = in.readLong();
    ModeAndTime old = readModeAndTime(in);
    ModeAndTime wanted = readModeAndTime(in);
    Local local = in.readLong() == 1 ? Local.FILE : Local.NO_FILE;
    Staged staged = new Staged(local, in.readLong(), in.readInt());
    Set<Aspect> aspects = Aspect.ofMask(in.readInt());
    return new Member(path, entry, group, live, links, old, wanted, staged, aspects, in.readHash());
  }

  private static ModeAndTime readModeAndTime(SpoolReader in) throws IOException {
    return new ModeAndTime((int) in.readLong(), in.readLong(), in.readInt());
  }

  private Group group(long ordinal) {
    return groups.computeIfAbsent(ordinal, _ -> new Group());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
