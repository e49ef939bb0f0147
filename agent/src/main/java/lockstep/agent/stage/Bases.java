package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import lockstep.agent.stage.LocalContents.Place;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupBase;
import lockstep.images.delta.GroupIndexReader;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.SystemCallException;
import org.jspecify.annotations.Nullable;

/// The files that an index's groups are made from: those in the root, and those that are lent. Safe for many threads, once
/// all is lent.
final class Bases implements Closeable {
  private final LiveFiles live;
  private final LocalContents found;
  private @Nullable BaseLoans loans;

  private Bases(LiveFiles live, LocalContents found) {
    this.live = live;
    this.found = found;
  }

  /// Looks for them by the stat index and among the files that the plan replaces.
  ///
  /// @param groups read to its end
  /// @param notes a file for this index alone
  static Bases find(
      GroupIndexReader groups, Survey survey, LiveFiles live, Path statIndex, Path notes)
      throws IOException {
    SortedLongs prefixes = new SortedLongs(0);
    SortedLongs sizes = new SortedLongs(0);
    for (Group group = groups.next(); group != null; group = groups.next()) {
      for (GroupBase base : group.bases()) {
        prefixes.add(base.content());
        sizes.add(base.sizeBytes());
      }
    }
    sizes.seal();
    try (LocalContents.Notes places = new LocalContents.Notes(notes, prefixes.seal())) {
      if (prefixes.size() > 0) {
        places.addAll(statIndex);
        survey.forEachLocal((path, hash) -> add(places, sizes, live, path, hash));
      }
      return new Bases(live, places.done());
    }
  }

  /// The scan reads no file whose size already tells that it differs; here its hash matters.
  private static void add(
      LocalContents.Notes places,
      SortedLongs sizes,
      LiveFiles live,
      RelativePath path,
      @Nullable ContentHash known)
      throws IOException {
    if (known != null && !places.isWanted(known)) {
      return;
    }
    try (FileHandle file = live.open(path)) {
      long size = file.size();
      if (sizes.contains(size)) {
        places.add(known != null ? known : file.hash(), size, path);
      }
    } catch (SystemCallException e) {
      // It went away or cannot be read: then it is no base.
    }
  }

  /// From now on there are those too that were taken of these.
  ///
  /// @param loans closed with the bases
  void lend(BaseLoans loans) {
    this.loans = loans;
  }

  /// Null when nothing was lent.
  @Nullable BaseLoans loans() {
    return loans;
  }

  boolean has(GroupBase base) throws IOException {
    return find(base) != null || (loans != null && loans.isTaken(base));
  }

  private @Nullable Place find(GroupBase base) throws IOException {
    Place place = found.find(base.content());
    return place != null && place.sizeBytes() == base.sizeBytes() ? place : null;
  }

  /// @param pool where those are that were lent
  /// @throws IntegrityException when it is not there, or not any more
  FileHandle open(GroupBase base, ContentPool pool) throws IOException {
    Place place = find(base);
    if (place != null) {
      try {
        return live.open(place.path());
      } catch (SystemCallException e) {
        throw new IntegrityException("a base is gone: " + e.getMessage(), e);
      }
    }
    FileHandle lent = loans == null ? null : loans.open(base, pool);
    if (lent == null) {
      throw new IntegrityException("a base is not in the root");
    }
    return lent;
  }

  @Override
  public void close() throws IOException {
    try (found) {
      if (loans != null) {
        loans.close();
      }
    }
  }
}
