package lockstep.server.capture;

import java.util.SortedMap;
import java.util.TreeMap;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;

/// The few files of a master that steer its build, by path.
public final class SteeringFiles {
  static final RelativePath EXCLUDES = RelativePath.of("etc/lockstep/excludes.d");
  static final RelativePath TRIGGERS = RelativePath.of("etc/lockstep/triggers.d");
  static final RelativePath PROBES = RelativePath.of("etc/lockstep/probes.d");
  static final RelativePath DPKG_STATUS = RelativePath.of("var/lib/dpkg/status");

  /// Larger ones are nobody's configuration.
  static final long MAX_FILE_BYTES = 64L << 20;

  private static final Bytes EXCLUDE_SUFFIX = Bytes.of(".exclude");
  private static final Bytes TOML_SUFFIX = Bytes.of(".toml");

  private final SortedMap<RelativePath, Bytes> files = new TreeMap<>();
  private final Family family;

  /// Whose package manager made the root.
  enum Family {
    DEBIAN,
    RED_HAT,
    UNKNOWN
  }

  SteeringFiles(Family family, SortedMap<RelativePath, Bytes> files) {
    this.family = family;
    this.files.putAll(files);
  }

  Family family() {
    return family;
  }

  /// Sorted by path.
  SortedMap<RelativePath, Bytes> excludes() {
    return below(EXCLUDES);
  }

  SortedMap<RelativePath, Bytes> triggers() {
    return below(TRIGGERS);
  }

  SortedMap<RelativePath, Bytes> probes() {
    return below(PROBES);
  }

  Bytes dpkgStatus() {
    return files.getOrDefault(DPKG_STATUS, Bytes.EMPTY);
  }

  private SortedMap<RelativePath, Bytes> below(RelativePath directory) {
    SortedMap<RelativePath, Bytes> found = new TreeMap<>();
    files.forEach((path, content) -> {
      if (!path.isRoot() && path.parent().equals(directory)) {
        found.put(path, content);
      }
    });
    return found;
  }

  /// Whether a regular file at this path steers a build.
  static boolean matters(RelativePath path) {
    if (path.equals(DPKG_STATUS)) {
      return true;
    }
    if (path.isRoot()) {
      return false;
    }
    RelativePath directory = path.parent();
    return (directory.equals(EXCLUDES) && endsWith(path, EXCLUDE_SUFFIX))
        || ((directory.equals(TRIGGERS) || directory.equals(PROBES))
            && endsWith(path, TOML_SUFFIX));
  }

  private static boolean endsWith(RelativePath path, Bytes suffix) {
    int start = path.lengthBytes() - suffix.length();
    for (int i = 0; i < suffix.length(); i++) {
      if (start < 0 || path.at(start + i) != suffix.at(i)) {
        return false;
      }
    }
    return true;
  }

  /// The family that a directory of this path tells of.
  static Family familyOf(RelativePath directory) {
    return switch (directory.toString()) {
      case "var/lib/dpkg" -> Family.DEBIAN;
      case "var/lib/rpm", "usr/lib/sysimage/rpm" -> Family.RED_HAT;
      default -> Family.UNKNOWN;
    };
  }
}
