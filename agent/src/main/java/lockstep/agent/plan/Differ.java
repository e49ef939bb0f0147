package lockstep.agent.plan;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import lockstep.agent.plan.Difference.Event;
import lockstep.agent.plan.PlanWriter.Pass;
import lockstep.agent.plan.StageItem.Local;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.images.Problem;
import lockstep.images.Xattr;
import lockstep.images.tree.Guard;
import lockstep.images.tree.Guarding;
import lockstep.images.tree.Kind;
import lockstep.images.tree.PathFilter;
import lockstep.images.tree.ScanScope;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.Stat;
import lockstep.images.tree.TreeVisitor;
import org.jspecify.annotations.Nullable;

/// Merges a scan of the root with the manifest, both in path order, and writes down what differs and what to do about it.
final class Differ implements TreeVisitor {
  /// A directory came or went, and the scan was told to look at part of it only. No stack: it is an answer.
  static final class NarrowScope extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient RelativePath path;

    NarrowScope(RelativePath path) {
      this.path = path;
    }

    RelativePath path() {
      return path;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /// Only a rule for whatever comes matches it.
  private static final Bytes NO_RULE_NAMES_IT = Bytes.copyOf(new byte[] {1, (byte) 0xff, 1});

  /// An extra file larger than this is not read to learn whether the image has its content elsewhere.
  private static final long MAX_EXTRA_HASHED_BYTES = 64L * 1024 * 1024;

  /// A tree that is swapped is linked beside itself, so an inode has each name in it twice for a while; ext4 allows 65,000.
  private static final int MOST_NAMES_IN_A_SWAP = 32_000;

  private enum Standing {
    /// Image and root both have the directory.
    SHARED,
    /// Only the root has it.
    EXTRA,
    /// The image has something else at its path.
    REPLACED
  }

  /// A directory of the root that the walk is in.
  private static final class Frame {
    private final ScannedEntry entry;
    private final Standing standing;
    private final long deletionsMark;
    private final TreeSwaps.Tally tally = new TreeSwaps.Tally();
    private @Nullable Metadata old;
    private @Nullable Metadata wanted;
    private @Nullable Step replacement;
    private long difference;
    private boolean settle;
    private boolean guardedBelow;

    Frame(ScannedEntry entry, Standing standing, long deletionsMark) {
      this.entry = entry;
      this.standing = standing;
      this.deletionsMark = deletionsMark;
    }
  }

  private final WantedEntries wanted;
  private final PathFilter filter;
  private final ScanScope scope;
  private final Inspector inspector;
  private final PlanWriter out;
  private final LinkGroups links;
  private final TreeSwaps swaps;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final List<Problem> conflicts = new ArrayList<>();
  private long scanned;
  private final MountPoints.Seen mounts = new MountPoints.Seen();

  /// The top of the new tree the manifest is in: a directory the root does not have.
  private @Nullable RelativePath newTop;

  private long newNumber;

  /// What the manifest has at and below this path is not looked at.
  private @Nullable RelativePath skipped;

  /// @param scope of the scan and of `wanted`
  Differ(
      WantedEntries wanted,
      PathFilter filter,
      ScanScope scope,
      Inspector inspector,
      PlanWriter out,
      LinkGroups links,
      TreeSwaps swaps) {
    this.wanted = wanted;
    this.filter = filter;
    this.scope = scope;
    this.inspector = inspector;
    this.out = out;
    this.links = links;
    this.swaps = swaps;
  }

  /// Call it after the walk, when the root directory itself was left.
  Plan finish() throws IOException {
    while (wanted.current() != null) {
      takeMissing();
    }
    links.decide(new LinkSteps(out));
    List<TreeSwap> trees = swaps.finish(out);
    return new Plan(out.directory(), out.totals(scanned, mounts.all()), conflicts, trees);
  }

  @Override
  public void visit(ScannedEntry entry) throws IOException {
    takeMissingBefore(entry.path());
    scanned++;
    if (entry.stat().links() > 1 && entry.stat().kind() != Kind.DIRECTORY) {
      links.observed(entry.stat().inode());
    }
    List<Xattr> xattrs = inspector.look(entry);
    Entry match = wanted.current();
    if (match != null && match.path().equals(entry.path())) {
      compare(entry, match, xattrs);
      wanted.advance();
    } else {
      extra(entry, xattrs);
    }
    tally(entry.stat());
    inspector.note(entry);
  }

  /// A directory's frame is there by now.
  private void tally(Stat stat) {
    Frame frame = frames.peek();
    if (frame != null) {
      if (stat.kind() != Kind.DIRECTORY) {
        frame.tally.entry();
      }
      if (stat.flags() != 0 || hasTooManyNames(stat)) {
        frame.tally.unfit();
      }
    }
  }

  private static boolean hasTooManyNames(Stat stat) {
    return stat.kind() != Kind.DIRECTORY && stat.links() > MOST_NAMES_IN_A_SWAP;
  }

  @Override
  public void leave(RelativePath directory) throws IOException {
    while (wanted.current() != null && wanted.current().path().startsWith(directory)) {
      takeMissing();
    }
    Frame frame = frames.pop();
    if (frame.guardedBelow) {
      frame.tally.unfit();
    }
    Frame above = frames.peek();
    if (above != null) {
      above.guardedBelow |= frame.guardedBelow;
      above.tally.add(frame.tally);
    }
    switch (frame.standing) {
      case SHARED -> {
        settle(frame);
        boolean swapped = swaps.consider(directory, Live.of(frame.entry.stat()), frame.tally);
        if (swapped && above != null) {
          above.settle = true;
        }
      }
      case EXTRA -> leaveExtra(frame);
      case REPLACED -> leaveReplaced(frame);
    }
  }

  @Override
  public void guarded(RelativePath path, Guard why) throws IOException {
    takeMissingBefore(path);
    if (!frames.isEmpty()) {
      frames.peek().guardedBelow = true;
    }
    if (why == Guard.MOUNT_POINT) {
      mounts.add(path);
    }
    skipped = path;
  }

  /// What goes as a whole need not be named.
  @Override
  public void overlong(RelativePath directory, Bytes name) throws IOException {
    Frame frame = frames.peek();
    if (frame == null || frame.standing == Standing.SHARED) {
      TreeVisitor.super.overlong(directory, name);
    }
  }

  // What the root does not have.

  private void takeMissingBefore(RelativePath path) throws IOException {
    while (wanted.current() != null && wanted.current().path().compareTo(path) < 0) {
      takeMissing();
    }
  }

  private void takeMissing() throws IOException {
    Entry entry = java.util.Objects.requireNonNull(wanted.current());
    if (skipped == null || !entry.path().startsWith(skipped)) {
      if (filter.judge(entry.path(), Comparison.kindOf(entry)) == Guarding.EXCLUDED) {
        skipped = entry.path();
      } else {
        missing(entry, wanted.ordinal());
      }
    }
    wanted.advance();
  }

  private void missing(Entry entry, long ordinal) throws IOException {
    countName(entry, ordinal);
    RelativePath top = newTop;
    if (top == null || !entry.path().startsWith(top)) {
      if (entry instanceof Entry.Directory) {
        requireWhole(entry.path());
      }
      newNumber = out.nextNumber();
      top = entry.path();
      newTop = entry instanceof Entry.Directory ? top : null;
      out.step(Phase.NEW, new Step.Create(top, newNumber, 0, flagsOf(entry)));
      changedChild();
    }
    StageItem item = new StageItem(ordinal, newNumber, top.lengthBytes(), Local.NO_FILE, null);
    out.stage(Pass.WALK, item, entry);
    out.difference(Pass.WALK, new Difference(entry.path(), Event.CREATED, Set.of()));
  }

  /// What comes or goes as a whole must be looked at as a whole.
  private void requireWhole(RelativePath path) throws NarrowScope {
    if (!scope.isWhole(path)) {
      throw new NarrowScope(path);
    }
  }

  // What the image does not have.

  private void extra(ScannedEntry entry, List<Xattr> xattrs) throws IOException {
    if (entry.stat().kind() == Kind.DIRECTORY) {
      requireWhole(entry.path());
    }
    Difference difference = new Difference(entry.path(), Event.DELETED, Set.of());
    long position = out.difference(Pass.WALK, difference);
    if (entry.stat().kind() == Kind.DIRECTORY) {
      Frame frame = new Frame(entry, Standing.EXTRA, out.deletionsMark());
      frame.difference = position;
      frame.old = Comparison.metadataOf(entry.stat(), xattrs);
      frame.wanted = frame.old;
      frames.push(frame);
      return;
    }
    if (entry.stat().kind() == Kind.FILE && entry.stat().size() <= MAX_EXTRA_HASHED_BYTES) {
      // Renamed files are found by what is in them.
      inspector.tryHash(entry);
    }
    delete(entry);
  }

  private void delete(ScannedEntry entry) throws IOException {
    out.step(
        Phase.DELETIONS, new Step.Delete(entry.path(), out.nextNumber(), Live.of(entry.stat())));
    changedChild();
  }

  private void leaveExtra(Frame frame) throws IOException {
    if (frame.guardedBelow) {
      out.strikeDeleted(frame.difference);
      narrow(frame.entry, frame.entry.stat().mode(), 0);
      settle(frame);
    } else {
      out.forgetDeletions(frame.deletionsMark);
      delete(frame.entry);
    }
  }

  // What both have.

  private void compare(ScannedEntry entry, Entry match, List<Xattr> xattrs) throws IOException {
    Kind wantedKind = Comparison.kindOf(match);
    if (entry.stat().kind() != wantedKind) {
      countName(match, wanted.ordinal());
      replaceKind(entry, match);
      return;
    }
    switch (match) {
      case Entry.Directory directory -> enterShared(entry, directory, xattrs);
      case Entry.File file -> compareFile(entry, file, wanted.ordinal(), xattrs);
      case Entry.HardLink link -> compareFile(entry, wanted.firstOf(link), link.target(), xattrs);
      case Entry.Symlink symlink -> {
        Set<Aspect> aspects = Comparison.metadata(symlink.metadata(), entry.stat(), xattrs);
        if (!entry.parent().readSymlink(entry.name()).equals(symlink.target())) {
          aspects.add(Aspect.TARGET);
        }
        decide(entry, symlink, aspects);
      }
      case Entry.Device device -> {
        Set<Aspect> aspects = Comparison.metadata(device.metadata(), entry.stat(), xattrs);
        if (entry.stat().deviceMajor() != device.major()
            || entry.stat().deviceMinor() != device.minor()) {
          aspects.add(Aspect.DEVICE);
        }
        decide(entry, device, aspects);
      }
      case Entry.Fifo fifo ->
          decide(entry, fifo, Comparison.metadata(fifo.metadata(), entry.stat(), xattrs));
    }
  }

  private void replaceKind(ScannedEntry entry, Entry match) throws IOException {
    requireWhole(entry.path());
    long number = out.nextNumber();
    Step exchange = exchange(entry, match, number);
    StageItem item =
        new StageItem(wanted.ordinal(), number, match.path().lengthBytes(), Local.NO_FILE, null);
    out.stage(Pass.WALK, item, match);
    out.difference(Pass.WALK, Difference.of(match.path(), EnumSet.of(Aspect.KIND)));
    if (entry.stat().kind() == Kind.DIRECTORY) {
      Frame frame = new Frame(entry, Standing.REPLACED, out.deletionsMark());
      frame.replacement = exchange;
      frames.push(frame);
      return;
    }
    if (match instanceof Entry.Directory) {
      newTop = match.path();
      newNumber = number;
    }
    out.step(Phase.LINKS, exchange);
    changedChild();
  }

  private void leaveReplaced(Frame frame) throws IOException {
    out.forgetDeletions(frame.deletionsMark);
    if (frame.guardedBelow) {
      conflicts.add(
          new Problem(
              "E-CONFLICT",
              frame.entry.path().toString(),
              "the image has no directory here, but below it there are excluded paths or mounts that must not be touched",
              "move them away, unmount, or change the exclude rule; `lockstep-agent excludes --explain` names it"));
      return;
    }
    out.step(Phase.LINKS, java.util.Objects.requireNonNull(frame.replacement));
    changedChild();
  }

  private void enterShared(ScannedEntry entry, Entry.Directory match, List<Xattr> xattrs)
      throws IOException {
    Frame frame = new Frame(entry, Standing.SHARED, out.deletionsMark());
    Set<Aspect> aspects = Comparison.metadata(match.metadata(), entry.stat(), xattrs);
    if (aspects.contains(Aspect.MTIME) && entry.mtimeIsFree()) {
      aspects.remove(Aspect.MTIME);
    }
    frame.old = Comparison.metadataOf(entry.stat(), xattrs);
    frame.wanted = match.metadata();
    if (!aspects.isEmpty()) {
      frame.settle = true;
      if (!isWorn(entry.path(), aspects)) {
        out.difference(Pass.WALK, Difference.of(entry.path(), aspects));
      }
    }
    narrow(entry, modeMeanwhile(entry.stat(), match, aspects), match.metadata().flags());
    frames.push(frame);
  }

  /// Whether a directory's mtime has only moved with what came and went there, all of it excluded (`/tmp/*`). That alone is no
  /// difference, for it would be one again in a minute; it is set when something else is mended.
  private boolean isWorn(RelativePath directory, Set<Aspect> aspects) {
    return aspects.equals(Set.of(Aspect.MTIME))
        && directory.hasRoomFor(NO_RULE_NAMES_IT)
        && filter.judge(directory.child(NO_RULE_NAMES_IT), Kind.FILE) == Guarding.EXCLUDED;
  }

  /// Nothing that appears in the directory may be reached by more people than both images allow.
  private static int modeMeanwhile(Stat stat, Entry.Directory match, Set<Aspect> aspects) {
    boolean mayWiden =
        aspects.contains(Aspect.MODE)
            || aspects.contains(Aspect.OWNER)
            || aspects.contains(Aspect.XATTRS);
    return mayWiden ? stat.mode() & match.metadata().mode() : stat.mode();
  }

  private void narrow(ScannedEntry entry, int mode, int wantedFlags) throws IOException {
    Stat stat = entry.stat();
    if (mode != stat.mode() || stat.flags() != 0 || wantedFlags != 0) {
      out.step(Phase.NARROW, new Step.Narrow(entry.path(), Live.of(stat), stat.mode(), mode));
    }
  }

  /// A directory that stays gets its final metadata when everything in it is done.
  private void settle(Frame frame) throws IOException {
    if (frame.settle || frame.entry.stat().flags() != 0) {
      out.step(
          Phase.DIRECTORIES,
          new Step.Settle(
              frame.entry.path(),
              Live.of(frame.entry.stat()),
              java.util.Objects.requireNonNull(frame.old),
              java.util.Objects.requireNonNull(frame.wanted)));
    }
  }

  private void compareFile(ScannedEntry entry, Entry.File match, long group, List<Xattr> xattrs)
      throws IOException {
    Set<Aspect> aspects = Comparison.metadata(match.metadata(), entry.stat(), xattrs);
    ContentHash hash =
        entry.stat().size() == match.content().size()
            ? inspector.tryHash(entry)
            : inspector.knownHash();
    if (!match.content().hash().equals(hash)) {
      aspects.add(Aspect.CONTENT);
    }
    countName(wanted.currentEntry(), wanted.ordinal());
    if (!match.linked() && entry.stat().links() == 1) {
      decideFile(entry, match, aspects, hash);
      return;
    }
    LinkGroups.Staged staged =
        new LinkGroups.Staged(Local.FILE, match.content().size(), match.metadata().flags());
    defer(entry, match, group, staged, aspects, hash);
  }

  private void defer(
      ScannedEntry entry,
      Entry.Inode match,
      long group,
      LinkGroups.Staged staged,
      Set<Aspect> aspects,
      @Nullable ContentHash hash)
      throws IOException {
    links.defer(
        new LinkGroups.Member(
            entry.path(),
            wanted.ordinal(),
            group,
            Live.of(entry.stat()),
            entry.stat().links(),
            ModeAndTime.of(entry.stat()),
            ModeAndTime.wanted(entry.stat(), match.metadata()),
            staged,
            aspects,
            hash));
    // Whether a name here is replaced is known only at the end; restoring the directory's mtime
    // then does no harm.
    mayChangeChild();
  }

  private void decideFile(
      ScannedEntry entry, Entry.File match, Set<Aspect> aspects, @Nullable ContentHash hash)
      throws IOException {
    if (aspects.isEmpty() || adjust(entry, match, aspects)) {
      return;
    }
    long number = out.nextNumber();
    StageItem item =
        new StageItem(wanted.ordinal(), number, match.path().lengthBytes(), Local.FILE, hash);
    out.stage(Pass.WALK, item, match);
    out.step(phaseOfFile(match.path()), exchange(entry, match, number));
    out.difference(Pass.WALK, Difference.of(match.path(), aspects));
    changedChild();
  }

  static Phase phaseOfFile(RelativePath path) {
    return path.name().utf8().contains(".so") ? Phase.LIBRARIES : Phase.FILES;
  }

  /// No image has two names for what is neither file nor directory, but a root may.
  private void decide(ScannedEntry entry, Entry.Inode match, Set<Aspect> aspects)
      throws IOException {
    if (entry.stat().links() > 1) {
      LinkGroups.Staged staged = new LinkGroups.Staged(Local.NO_FILE, 1, flagsOf(match));
      defer(entry, match, wanted.ordinal(), staged, aspects, null);
      return;
    }
    if (aspects.isEmpty() || adjust(entry, match, aspects)) {
      return;
    }
    long number = out.nextNumber();
    StageItem item =
        new StageItem(wanted.ordinal(), number, match.path().lengthBytes(), Local.NO_FILE, null);
    out.stage(Pass.WALK, item, match);
    out.step(Phase.LINKS, exchange(entry, match, number));
    out.difference(Pass.WALK, Difference.of(match.path(), aspects));
    changedChild();
  }

  /// Plans a change of the live inode where that is enough. An inode with further names or flags is replaced instead.
  private boolean adjust(ScannedEntry entry, Entry.Inode match, Set<Aspect> aspects)
      throws IOException {
    if (!Aspect.IN_PLACE.containsAll(aspects)
        || entry.stat().links() != 1
        || entry.stat().flags() != 0) {
      return false;
    }
    ModeAndTime old = ModeAndTime.of(entry.stat());
    ModeAndTime now = ModeAndTime.wanted(entry.stat(), match.metadata());
    out.step(Phase.METADATA, new Step.Adjust(match.path(), Live.of(entry.stat()), old, now));
    out.difference(Pass.WALK, Difference.of(match.path(), aspects));
    return true;
  }

  private Step.Exchange exchange(ScannedEntry entry, Entry match, long number) {
    return new Step.Exchange(match.path(), number, Live.of(entry.stat()), 0, flagsOf(match));
  }

  private int flagsOf(Entry entry) {
    return switch (entry) {
      case Entry.HardLink link -> wanted.firstOf(link).metadata().flags();
      case Entry.Inode inode -> inode.metadata().flags();
    };
  }

  private void countName(Entry entry, long ordinal) {
    switch (entry) {
      case Entry.File file when file.linked() -> links.wanted(ordinal);
      case Entry.HardLink link -> links.wanted(link.target());
      default -> {}
    }
  }

  /// The directory the walk is in will need its mtime put back.
  private void changedChild() {
    Frame frame = frames.peek();
    if (frame != null) {
      frame.settle = true;
      frame.tally.change();
    }
  }

  private void mayChangeChild() {
    Frame frame = frames.peek();
    if (frame != null) {
      frame.settle = true;
    }
  }
}
