package lockstep.server.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.images.Xattr;
import org.jspecify.annotations.Nullable;

/// What of a difference needs attention. A program that runs as its owner is told of when it comes, goes, moves, gets another
/// owner or mode, or other bytes; so are capabilities, and every device node.
final class Callouts {
  private static final int SETUID = 04000;
  private static final int SETGID = 02000;

  private Callouts() {}

  static List<Callout> of(Difference difference) {
    List<Callout> callouts = new ArrayList<>();
    addBit(callouts, difference, SETUID, "setuid");
    addBit(callouts, difference, SETGID, "setgid");
    addCapability(callouts, difference);
    addDevice(callouts, difference);
    return callouts;
  }

  private static void addBit(List<Callout> callouts, Difference d, int bit, String subject) {
    boolean before = has(d.from(), bit);
    boolean after = has(d.to(), bit);
    if (before && after) {
      if (d.change() == Change.MOVED) {
        add(callouts, d, subject, "moved from " + Objects.requireNonNull(d.from()).path());
      }
      for (Aspect aspect : d.aspects()) {
        if (aspect.name().equals("content")
            || aspect.name().equals("owner")
            || aspect.name().equals("mode")) {
          add(callouts, d, subject, "and " + aspect.inWords());
        }
      }
    } else if (after) {
      add(callouts, d, subject, (d.from() == null ? "new file, " : "gained, ") + rights(d.to()));
    } else if (before) {
      add(callouts, d, subject, (d.to() == null ? "file removed, " : "lost, ") + rights(d.from()));
    }
  }

  /// The bits of a directory only say who owns what is made in it.
  private static boolean has(@Nullable Seen seen, int bit) {
    return seen != null
        && seen.inode() instanceof Entry.File file
        && (file.metadata().mode() & bit) != 0;
  }

  private static String rights(@Nullable Seen seen) {
    Metadata metadata = Objects.requireNonNull(seen).metadata();
    return "mode "
        + MetadataComparison.mode(metadata)
        + ", owner "
        + MetadataComparison.owner(metadata);
  }

  private static void addCapability(List<Callout> callouts, Difference d) {
    String before = capability(d.from());
    String after = capability(d.to());
    if (!before.equals(after)) {
      String what = new Aspect("", before, after).inWords().strip();
      add(callouts, d, "capability", what);
    } else if (!after.isEmpty()) {
      for (Aspect aspect : d.aspects()) {
        if (aspect.name().equals("content")) {
          add(callouts, d, "capability", after + ", and " + aspect.inWords());
        }
      }
      if (d.change() == Change.MOVED) {
        String from = Objects.requireNonNull(d.from()).path().toString();
        add(callouts, d, "capability", after + ", moved from " + from);
      }
    }
  }

  private static String capability(@Nullable Seen seen) {
    if (seen != null) {
      for (Xattr attribute : seen.metadata().xattrs()) {
        if (attribute.name().toString().equals(Capabilities.ATTRIBUTE)) {
          return XattrText.of(attribute);
        }
      }
    }
    return "";
  }

  private static void addDevice(List<Callout> callouts, Difference d) {
    String before = device(d.from());
    String after = device(d.to());
    if (!before.isEmpty() || !after.isEmpty()) {
      List<String> words = new ArrayList<>();
      if (!before.equals(after)) {
        words.add(new Aspect("", before, after).inWords().strip());
      }
      for (Aspect aspect : d.aspects()) {
        if (aspect.name().equals("owner") || aspect.name().equals("mode")) {
          words.add(aspect.inWords());
        }
      }
      if (!words.isEmpty()) {
        add(callouts, d, "device", String.join("; ", words));
      }
    }
  }

  private static String device(@Nullable Seen seen) {
    return seen != null && seen.inode() instanceof Entry.Device device
        ? seen.kind()
            + " "
            + Difference.number(device)
            + " mode "
            + MetadataComparison.mode(device.metadata())
        : "";
  }

  private static void add(List<Callout> callouts, Difference d, String subject, String detail) {
    callouts.add(new Callout(subject, d.shown().path(), detail));
  }
}
