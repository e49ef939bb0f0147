package lockstep.server.capture;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import org.jspecify.annotations.Nullable;

/// Passes entries on with the times that [TimeRules] leave them: first none is later than the latest, then what an earlier
/// image had in no other way than with another time has that time again.
final class SettledTimes implements EntrySink {
  private final EntrySink next;
  private final OptionalLong latest;
  private final TimeRules.PreviousEntries previous;
  private long clamped;
  private long reverted;

  SettledTimes(EntrySink next, OptionalLong latest, TimeRules.PreviousEntries previous) {
    this.next = next;
    this.latest = latest;
    this.previous = previous;
  }

  /// How many times were later than the latest, and were not those of the earlier image.
  long clamped() {
    return clamped;
  }

  /// How many were those of the earlier image.
  long reverted() {
    return reverted;
  }

  @Override
  public void node(Entry.Inode entry) throws IOException {
    Entry.Inode old = previous.find(entry.path());
    next.node(with(entry, settled(entry.metadata(), hasOnlyOtherTime(entry, old) ? old : null)));
  }

  /// An inode's first name decides for all.
  @Override
  public void file(RelativePath path, Body body) throws IOException {
    Entry.Inode old = previous.find(path);
    if (body.ordinal() == Body.NOWHERE) {
      boolean same =
          old instanceof Entry.File file
              && file.content().equals(body.content())
              && haveOnlyOtherTime(file.metadata(), body.metadata());
      body.settle(settled(body.metadata(), same ? old : null));
    }
    next.file(path, body);
  }

  private Metadata settled(Metadata found, Entry.@Nullable Inode same) {
    if (same != null) {
      Metadata old = same.metadata();
      reverted += old.equals(found) ? 0 : 1;
      return old;
    }
    if (latest.isPresent() && isLater(found, latest.getAsLong())) {
      clamped++;
      return at(found, latest.getAsLong(), 0);
    }
    return found;
  }

  private static boolean isLater(Metadata metadata, long seconds) {
    return metadata.mtimeSeconds() > seconds
        || (metadata.mtimeSeconds() == seconds && metadata.mtimeNanos() > 0);
  }

  private static boolean hasOnlyOtherTime(Entry.Inode entry, Entry.@Nullable Inode old) {
    return old != null
        && entry.getClass() == old.getClass()
        && with(entry, old.metadata()).equals(old)
        && haveOnlyOtherTime(entry.metadata(), old.metadata());
  }

  private static boolean haveOnlyOtherTime(Metadata one, Metadata other) {
    return at(one, other.mtimeSeconds(), other.mtimeNanos()).equals(other);
  }

  private static Metadata at(Metadata metadata, long seconds, int nanos) {
    List<lockstep.images.Xattr> xattrs = metadata.xattrs();
    return new Metadata(
        metadata.mode(), metadata.uid(), metadata.gid(), seconds, nanos, xattrs, metadata.flags());
  }

  private static Entry.Inode with(Entry.Inode entry, Metadata metadata) {
    RelativePath path = entry.path();
    return switch (entry) {
      case Entry.Directory _ -> new Entry.Directory(path, metadata);
      case Entry.Symlink link -> new Entry.Symlink(path, metadata, link.target());
      case Entry.Fifo _ -> new Entry.Fifo(path, metadata);
      case Entry.Device device ->
          new Entry.Device(path, metadata, device.kind(), device.major(), device.minor());
      case Entry.File _ -> throw new IllegalArgumentException(path + " has content");
    };
  }
}
