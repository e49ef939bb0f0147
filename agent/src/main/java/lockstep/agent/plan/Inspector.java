package lockstep.agent.plan;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import lockstep.agent.index.IndexEntry;
import lockstep.agent.index.IndexReader;
import lockstep.agent.index.IndexWriter;
import lockstep.images.ContentHash;
import lockstep.images.Xattr;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.Kind;
import lockstep.images.tree.ScanScope;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.Stat;
import lockstep.images.tree.SystemCallException;
import org.jspecify.annotations.Nullable;

/// Looks at scanned inodes as little as the stat index allows, and writes the next index.
///
/// Ask for one path after the other, in path order: [#look], then if need be [#hash], then [#note]; [#finish] when there are no
/// more. What the index has of paths that the scan does not reach is taken over.
final class Inspector {
  /// Whether a hash may come from the index.
  enum Trust {
    INDEX,
    /// `--verify`: only bytes read now count.
    NOTHING
  }

  private final IndexReader before;
  private final IndexWriter after;
  private final Trust trust;
  private final InstantSource clock;
  private final ReadAhead ahead;
  private final ScanScope scope;
  private final Doubts.Collector forgotten = new Doubts.Collector();
  private long carried;
  private long filesHashed;

  private @Nullable IndexEntry known;
  private List<Xattr> xattrs = List.of();
  private @Nullable ContentHash hash;
  private boolean settled;

  /// @param scope of the scan
  Inspector(
      IndexReader before,
      IndexWriter after,
      Trust trust,
      InstantSource clock,
      ReadAhead ahead,
      ScanScope scope) {
    this.scope = scope;
    this.before = before;
    this.after = after;
    this.trust = trust;
    this.clock = clock;
    this.ahead = ahead;
  }

  long filesHashed() {
    return filesHashed;
  }

  /// The extended attributes of the entry; what the index knows of it is at hand from now on.
  List<Xattr> look(ScannedEntry entry) throws IOException {
    IndexEntry found = before.find(entry.path(), this::carry);
    known = trust == Trust.INDEX && found != null && found.describes(entry.stat()) ? found : null;
    hash = known == null ? null : known.hash();
    settled = known != null || isSettled(entry.stat(), clock.instant().getEpochSecond());
    xattrs = known != null ? known.xattrs() : entry.xattrs();
    return xattrs;
  }

  /// The content's hash if the index has it, without reading.
  @Nullable ContentHash knownHash() {
    return hash;
  }

  /// The content's hash, from the index or by reading.
  ContentHash hash(ScannedEntry entry) throws IOException {
    ContentHash present = hash;
    if (present != null) {
      return present;
    }
    ContentReading reading = ahead.take(entry);
    if (reading == null) {
      try (FileHandle file = entry.parent().openRead(entry.name())) {
        reading = ContentReading.of(file, clock);
      }
    }
    present = reading.hash();
    IndexEntry then = IndexEntry.of(entry.path(), entry.stat(), xattrs, present);
    settled = isSettled(entry.stat(), reading.started()) && then.describes(reading.after());
    filesHashed++;
    hash = present;
    return present;
  }

  /// As [#hash], but null where the content cannot be read: a bad block or a file that just went away is a difference like
  /// any other, and the commit looks again before it acts.
  ///
  /// @throws SystemCallException when it is the agent that has no room to read in
  @Nullable ContentHash tryHash(ScannedEntry entry) throws SystemCallException {
    try {
      return hash(entry);
    } catch (SystemCallException e) {
      if (e.errno() == SystemCallException.EMFILE || e.errno() == SystemCallException.ENOMEM) {
        throw e;
      }
    } catch (IOException e) {
      // As below.
    }
    settled = false;
    return null;
  }

  /// Writes the entry's line of the next index, if what is known of it will still be known next time.
  void note(ScannedEntry entry) throws IOException {
    boolean complete = entry.stat().kind() != Kind.FILE || hash != null;
    if (settled && complete) {
      after.add(IndexEntry.of(entry.path(), entry.stat(), xattrs, hash));
    } else {
      forgotten.add(entry.path(), ScanScope.Depth.ITSELF);
    }
  }

  /// Paths that were looked at, and whose line the next index does not have.
  Doubts.Collector forgotten() {
    return forgotten;
  }

  /// Takes over what is left.
  ///
  /// @return how many entries were taken over in all
  long finish() throws IOException {
    for (IndexEntry entry = before.next(); entry != null; entry = before.next()) {
      carry(entry);
    }
    return carried;
  }

  private void carry(IndexEntry entry) throws IOException {
    if (!scope.reaches(entry.path())) {
      after.add(entry);
      carried++;
    }
  }

  private static boolean isSettled(Stat stat, long nowSeconds) {
    return stat.ctimeSeconds() + IndexEntry.SETTLED_SECONDS <= nowSeconds;
  }
}
