package lockstep.agent.plan;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/// In what a path of the root differs from the image's entry.
public enum Aspect {
  KIND(1),
  CONTENT(2),
  TARGET(4),
  DEVICE(8),
  LINKS(16),
  OWNER(32),
  MODE(64),
  XATTRS(128),
  FLAGS(256),
  MTIME(512);

  private final int bit;

  Aspect(int bit) {
    this.bit = bit;
  }

  /// Aspects one system call each can change on the live inode, without anyone seeing a state that is neither old nor new.
  static final Set<Aspect> IN_PLACE = Set.copyOf(EnumSet.of(MODE, MTIME));

  private static final Set<Aspect> METADATA =
      Set.copyOf(EnumSet.of(OWNER, MODE, XATTRS, FLAGS, MTIME));

  static boolean metadataOnly(Set<Aspect> aspects) {
    return METADATA.containsAll(aspects);
  }

  static int mask(Set<Aspect> aspects) {
    int mask = 0;
    for (Aspect aspect : aspects) {
      mask |= aspect.bit;
    }
    return mask;
  }

  static Set<Aspect> ofMask(int mask) {
    EnumSet<Aspect> aspects = EnumSet.noneOf(Aspect.class);
    for (Aspect aspect : values()) {
      if ((mask & aspect.bit) != 0) {
        aspects.add(aspect);
      }
    }
    return aspects;
  }

  static String describe(Set<Aspect> aspects) {
    return aspects.stream()
        .map(aspect -> aspect.name().toLowerCase(java.util.Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
