package lockstep.agent.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Problem;
import lockstep.images.tree.Guarding;
import lockstep.images.tree.Kind;
import lockstep.images.tree.PathFilter;

/// Looks at each entry of an image for what this machine does not let it have. What is excluded here is not the image's to
/// make, so it is none.
final class Forbidden {
  private static final int SETUID_OR_SETGID = 06000;
  private static final Bytes CAPABILITIES = Bytes.of("security.capability");

  /// All that are forbidden for one reason: how many, and the first few.
  private static final class Found {
    private static final int NAMED = 3;

    private final List<RelativePath> first = new ArrayList<>();
    private long count;

    void add(RelativePath path) {
      if (first.size() < NAMED) {
        first.add(path);
      }
      count++;
    }

    void tell(List<Problem> problems, String what, String setting) {
      if (count == 0) {
        return;
      }
      String names = first.stream().map(RelativePath::toString).collect(Collectors.joining(", "));
      problems.add(
          new Problem(
              "E-POLICY",
              first.getFirst().toString(),
              "the image has %s that this machine does not allow, %d in all: %s%s"
                  .formatted(what, count, names, count > first.size() ? ", ..." : ""),
              "allow their paths with `%s` in the agent's settings, or publish an image without"
                      .formatted(setting)
                  + " them"));
    }
  }

  private final RightsPolicy policy;
  private final PathFilter filter;
  private final Found setuid = new Found();
  private final Found devices = new Found();

  Forbidden(RightsPolicy policy, PathFilter filter) {
    this.policy = policy;
    this.filter = filter;
  }

  /// @param inode the entry itself, or what it names again
  void look(Entry entry, Entry.Inode inode) {
    if (inode instanceof Entry.Device) {
      note(entry.path(), Kind.CHARACTER_DEVICE, policy.devices(), devices);
    } else if (inode instanceof Entry.File file && givesRights(file)) {
      note(entry.path(), Kind.FILE, policy.setuid(), setuid);
    }
  }

  /// The bits of a directory only say who owns what is made in it.
  private static boolean givesRights(Entry.File file) {
    return (file.metadata().mode() & SETUID_OR_SETGID) != 0
        || file.metadata().xattrs().stream()
            .anyMatch(attribute -> attribute.name().equals(CAPABILITIES));
  }

  private void note(RelativePath path, Kind kind, Allowed allowed, Found found) {
    if (!allowed.covers(path) && !isExcluded(path, kind)) {
      found.add(path);
    }
  }

  private boolean isExcluded(RelativePath path, Kind kind) {
    return !path.isRoot()
        && (filter.judge(path, kind) == Guarding.EXCLUDED
            || isExcluded(path.parent(), Kind.DIRECTORY));
  }

  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    setuid.tell(problems, "setuid or setgid files, or files with capabilities,", "allow_setuid");
    devices.tell(problems, "device nodes", "allow_devices");
    return problems;
  }
}
