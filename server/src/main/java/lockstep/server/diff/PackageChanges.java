package lockstep.server.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import lockstep.images.manifest.InstalledPackage;
import lockstep.images.manifest.ManifestHeader;

/// What the package databases of two images tell.
final class PackageChanges {
  private record Key(String name, String architecture) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = name.compareTo(other.name);
      return order != 0 ? order : architecture.compareTo(other.architecture);
    }
  }

  private PackageChanges() {}

  /// By name, then architecture.
  static List<PackageChange> between(ManifestHeader from, ManifestHeader to) {
    Map<Key, String> before = versions(from);
    Map<Key, String> after = versions(to);
    TreeSet<Key> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<PackageChange> changes = new ArrayList<>();
    for (Key key : keys) {
      String old = before.getOrDefault(key, "");
      String young = after.getOrDefault(key, "");
      if (!old.equals(young)) {
        changes.add(new PackageChange(key.name, key.architecture, old, young));
      }
    }
    return changes;
  }

  private static Map<Key, String> versions(ManifestHeader header) {
    Map<Key, String> versions = new TreeMap<>();
    for (InstalledPackage installed : header.packages()) {
      versions.merge(
          new Key(installed.name(), installed.architecture()),
          installed.version(),
          (one, another) -> one + "," + another);
    }
    return versions;
  }
}
