package lockstep.server.diff;

import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import org.jspecify.annotations.Nullable;

/// One path at which two images differ.
///
/// @param from what was there, or what was moved here; null when it is new
/// @param to what is there; null when it is gone
record Difference(Change change, @Nullable Seen from, @Nullable Seen to, List<Aspect> aspects) {
  static Difference added(Seen to) {
    return new Difference(Change.ADDED, null, to, List.of());
  }

  static Difference removed(Seen from) {
    return new Difference(Change.REMOVED, from, null, List.of());
  }

  static Difference moved(Seen from, Seen to) {
    return new Difference(
        Change.MOVED, from, to, MetadataComparison.aspects(from.metadata(), to.metadata()));
  }

  /// Null when both are the same.
  static @Nullable Difference between(Seen from, Seen to) {
    if (from.inode().getClass() != to.inode().getClass() || isOtherDevice(from, to)) {
      return new Difference(
          Change.KIND, from, to, List.of(new Aspect("kind", from.kind(), to.kind())));
    }
    List<Aspect> content = contentAspects(from, to);
    List<Aspect> metadata = MetadataComparison.aspects(from.metadata(), to.metadata());
    if (content.isEmpty() && metadata.isEmpty()) {
      return null;
    }
    List<Aspect> all = new ArrayList<>(content);
    all.addAll(metadata);
    boolean onlyMtime = all.stream().allMatch(Aspect::isMtime);
    Change change =
        !content.isEmpty() ? Change.CONTENT : onlyMtime ? Change.MTIME : Change.METADATA;
    return new Difference(change, from, to, all);
  }

  private static boolean isOtherDevice(Seen from, Seen to) {
    return from.inode() instanceof Entry.Device a
        && to.inode() instanceof Entry.Device b
        && a.kind() != b.kind();
  }

  private static List<Aspect> contentAspects(Seen from, Seen to) {
    List<Aspect> aspects = new ArrayList<>();
    switch (from.inode()) {
      case Entry.File a when to.inode() instanceof Entry.File b -> {
        if (!a.content().hash().equals(b.content().hash())) {
          aspects.add(new Aspect("content", a.content().size() + " B", b.content().size() + " B"));
        }
        if (!from.linkedTo().equals(to.linkedTo())) {
          aspects.add(new Aspect("same file as", firstName(from), firstName(to)));
        }
      }
      case Entry.Symlink a when to.inode() instanceof Entry.Symlink b ->
          addIfOther(aspects, "target", a.target().toString(), b.target().toString());
      case Entry.Device a when to.inode() instanceof Entry.Device b ->
          addIfOther(aspects, "device", number(a), number(b));
      default -> {}
    }
    return aspects;
  }

  private static String firstName(Seen seen) {
    return seen.linkedTo().map(RelativePath::toString).orElse("");
  }

  private static void addIfOther(List<Aspect> aspects, String name, String before, String after) {
    if (!before.equals(after)) {
      aspects.add(new Aspect(name, before, after));
    }
  }

  static String number(Entry.Device device) {
    return device.major() + ":" + device.minor();
  }

  /// What is at the path now, or was.
  Seen shown() {
    Seen shown = to != null ? to : from;
    if (shown == null) {
      throw new IllegalStateException("a difference between nothing and nothing");
    }
    return shown;
  }
}
