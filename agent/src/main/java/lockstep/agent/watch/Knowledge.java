package lockstep.agent.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import lockstep.agent.plan.Findings;
import lockstep.agent.plan.MountPoints;
import lockstep.agent.plan.Planner.Basis;
import lockstep.agent.plan.Planner.Reading;
import lockstep.excludes.RelativePath;
import lockstep.images.ImageId;
import lockstep.images.tree.PathFilter;
import lockstep.images.tree.ScanScope.Depth;
import org.jspecify.annotations.Nullable;

/// What is known of a root since the last look at it, see the package's story. Safe for many threads, but looks come one after the
/// other.
public final class Knowledge {
  /// How loud a change is.
  enum Voice {
    /// The loop is woken.
    LOUD,
    /// It is looked at when the loop comes by.
    QUIET
  }

  /// What the last look was for, and which stat index it left.
  private record Last(ImageId image, long judgedBy, MountPoints mounts, String index) {}

  private final Path index;
  private final Map<FullScan, Long> fullScans = new EnumMap<>(FullScan.class);

  private @Nullable Witness witness;
  private @Nullable Instant since;
  private String whyNot;
  private @Nullable Last last;
  private FullScan reason = FullScan.START;
  private @Nullable PathFilter filter;
  private long judgedBy;
  private Changes changes = new Changes();
  private Changes duringLook = new Changes();
  private @Nullable RelativePath noticed;
  private long lastChange;
  private long partialScans;
  private long lastFull = System.nanoTime();

  private Knowledge(Path index, String whyNot) {
    this.index = index;
    this.whyNot = whyNot;
  }

  /// Of a root that nobody watches: every look is at everything.
  ///
  /// @param index the stat index's file
  /// @param whyNot for people
  public static Knowledge unwatched(Path index, String whyNot) {
    return new Knowledge(index, whyNot);
  }

  /// From now on `by` hears of every change.
  synchronized void watched(Witness by, Instant now) {
    witness = by;
    since = now;
    whyNot = "";
  }

  /// Nobody hears of changes any more.
  public synchronized void unwatched(String why) {
    witness = null;
    since = null;
    whyNot = why;
    last = null;
  }

  // Looks.

  /// A look begins now.
  ///
  /// @return what is known; empty when everything must be looked at
  public Optional<Findings> begin(Basis basis, Reading reading) throws IOException {
    Witness by = witness();
    if (by != null) {
      if (hasOtherRules(basis)) {
        by.ignoreNothing();
      }
      by.catchUp();
    }
    return begun(basis, reading);
  }

  private synchronized @Nullable Witness witness() {
    return witness;
  }

  private synchronized boolean hasOtherRules(Basis basis) {
    return basis.judgedBy() != judgedBy;
  }

  private synchronized Optional<Findings> begun(Basis basis, Reading reading) throws IOException {
    noticed = null;
    duringLook = new Changes();
    FullScan why = whyFull(basis, reading);
    filter = basis.filter();
    judgedBy = basis.judgedBy();
    if (why == null && last != null) {
      return Optional.of(new Findings(changes.doubts(), last.mounts()));
    }
    reason = why == null ? reason : why;
    last = null;
    return Optional.empty();
  }

  private @Nullable FullScan whyFull(Basis basis, Reading reading) throws IOException {
    if (witness == null) {
      return FullScan.UNWATCHED;
    }
    if (last == null) {
      return reason;
    }
    if (reading == Reading.ALL_FILES) {
      return FullScan.VERIFY;
    }
    if (!last.image().equals(basis.image())) {
      return FullScan.IMAGE;
    }
    if (last.judgedBy() != basis.judgedBy()) {
      return FullScan.RULES;
    }
    return last.index().equals(indexNow()) ? null : FullScan.INDEX;
  }

  /// A look at what was in doubt came to too much.
  public synchronized void widen() {
    reason = FullScan.MUCH;
    last = null;
  }

  /// The look that began last is over.
  ///
  /// @param scope what it was at
  public synchronized void found(Basis basis, Scope scope, Optional<Findings> findings)
      throws IOException {
    if (scope == Scope.ALL) {
      fullScans.merge(reason, 1L, Long::sum);
      lastFull = System.nanoTime();
    } else {
      partialScans++;
    }
    Changes came = duringLook;
    duringLook = new Changes();
    if (witness == null || findings.isEmpty()) {
      reason = FullScan.MUCH;
      last = null;
      return;
    }
    findings.get().doubts().paths().forEach(came::add);
    changes = came;
    last = new Last(basis.image(), basis.judgedBy(), findings.get().mounts(), indexNow());
    giveUpIfUseless();
  }

  /// A look at what the last one found to differ was made for another image, by the same rules.
  public synchronized void foundAgain(Basis basis, Optional<Findings> findings) throws IOException {
    if (last == null || last.judgedBy() != basis.judgedBy() || findings.isEmpty()) {
      forget(FullScan.INDEX);
      return;
    }
    findings.get().doubts().paths().forEach(changes::add);
    last = new Last(last.image(), last.judgedBy(), last.mounts(), indexNow());
    giveUpIfUseless();
  }

  /// What a look was at.
  public enum Scope {
    ALL,
    DOUBTS
  }

  /// Which file the stat index is: whoever writes it makes a new one.
  private String indexNow() throws IOException {
    try {
      BasicFileAttributes file = Files.readAttributes(index, BasicFileAttributes.class);
      return file.fileKey() + " " + file.lastModifiedTime() + " " + file.size();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /// Nothing is known any more.
  public synchronized void forget(FullScan why) {
    if (last != null) {
      last = null;
      reason = why;
    }
  }

  /// As [#forget], if the last look at everything is as long ago as that.
  public synchronized void expire(Duration age) {
    if (System.nanoTime() - lastFull >= age.toNanos()) {
      forget(FullScan.SCHEDULE);
    }
  }

  // Changes.

  /// By which changes are judged, also while nothing is known but that something changed; null before the first look.
  synchronized @Nullable PathFilter filter() {
    return filter;
  }

  /// @return whether that is news for the loop
  synchronized boolean changed(RelativePath path, Depth depth, Voice voice) {
    changes.add(path, depth);
    duringLook.add(path, depth);
    return noticed(path, voice);
  }

  /// A file was changed through a name that is not ours; it may have others.
  ///
  /// @return whether that is news for the loop
  synchronized boolean changed(long inode, Voice voice) {
    changes.add(inode);
    duringLook.add(inode);
    return noticed(RelativePath.ROOT, voice);
  }

  /// What was told is not all that happened.
  ///
  /// @return whether that is news for the loop
  synchronized boolean lost(FullScan why) {
    changes.lose(why);
    duringLook.lose(why);
    return filter != null && noticed(RelativePath.ROOT, Voice.LOUD);
  }

  private boolean noticed(RelativePath path, Voice voice) {
    giveUpIfUseless();
    if (voice == Voice.QUIET) {
      return false;
    }
    lastChange = System.nanoTime();
    if (noticed != null) {
      return false;
    }
    noticed = path;
    return true;
  }

  private void giveUpIfUseless() {
    FullScan why = changes.useless();
    if (why != null) {
      forget(why);
    }
  }

  /// One of the paths at which something changed since the last look began; the root where it is not known which.
  public synchronized Optional<RelativePath> noticed() {
    return Optional.ofNullable(noticed);
  }

  /// When the last change came that wakes the loop, by `System.nanoTime()`; of no meaning while [#noticed] is empty.
  public synchronized long lastChange() {
    return lastChange;
  }

  /// How it stands.
  public synchronized WatchStatus status() {
    return new WatchStatus(
        since == null ? 0 : since.getEpochSecond(), whyNot, Map.copyOf(fullScans), partialScans);
  }
}
