package lockstep.server.diff;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import lockstep.excludes.Bytes;
import lockstep.images.Metadata;
import lockstep.images.Xattr;

/// What distinguishes the metadata of two inodes, always in the same order.
final class MetadataComparison {
  private MetadataComparison() {}

  static List<Aspect> aspects(Metadata from, Metadata to) {
    if (from.equals(to)) {
      return List.of();
    }
    List<Aspect> aspects = new ArrayList<>();
    add(aspects, "mode", mode(from), mode(to));
    add(aspects, "owner", owner(from), owner(to));
    add(aspects, "flags", flags(from), flags(to));
    addXattrs(aspects, from.xattrs(), to.xattrs());
    add(aspects, Aspect.MTIME, mtime(from), mtime(to));
    return aspects;
  }

  private static void add(List<Aspect> aspects, String name, String before, String after) {
    if (!before.equals(after)) {
      aspects.add(new Aspect(name, before, after));
    }
  }

  static String mode(Metadata metadata) {
    return "%04o".formatted(metadata.mode());
  }

  static String owner(Metadata metadata) {
    return Integer.toUnsignedString(metadata.uid())
        + ":"
        + Integer.toUnsignedString(metadata.gid());
  }

  private static String flags(Metadata metadata) {
    List<String> flags = new ArrayList<>();
    if ((metadata.flags() & Metadata.IMMUTABLE) != 0) {
      flags.add("immutable");
    }
    if ((metadata.flags() & Metadata.APPEND_ONLY) != 0) {
      flags.add("append-only");
    }
    return String.join(",", flags);
  }

  private static String mtime(Metadata metadata) {
    return Instant.ofEpochSecond(metadata.mtimeSeconds(), metadata.mtimeNanos()).toString();
  }

  private static void addXattrs(List<Aspect> aspects, List<Xattr> from, List<Xattr> to) {
    TreeMap<Bytes, Aspect> differing = new TreeMap<>();
    for (Xattr before : from) {
      differing.put(before.name(), new Aspect(before.name().toString(), XattrText.of(before), ""));
    }
    for (Xattr after : to) {
      Aspect before = differing.get(after.name());
      String text = XattrText.of(after);
      differing.put(
          after.name(),
          new Aspect(after.name().toString(), before == null ? "" : before.before(), text));
    }
    for (Xattr before : from) {
      if (to.contains(before)) {
        differing.remove(before.name());
      }
    }
    aspects.addAll(differing.values());
  }
}
