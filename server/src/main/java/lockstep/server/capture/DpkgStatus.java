package lockstep.server.capture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import lockstep.excludes.Bytes;
import lockstep.images.manifest.InstalledPackage;

/// Debian's package database: paragraphs of `Field: value`, continued by lines that begin with a space.
final class DpkgStatus {
  private DpkgStatus() {}

  /// The installed packages, sorted.
  static List<InstalledPackage> packages(Bytes status) {
    TreeSet<InstalledPackage> packages = new TreeSet<>();
    Map<String, String> paragraph = new HashMap<>();
    for (String line : (Iterable<String>) status.utf8().lines()::iterator) {
      if (line.isEmpty()) {
        add(paragraph, packages);
        paragraph.clear();
      } else if (!line.startsWith(" ") && !line.startsWith("\t")) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          paragraph.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
    }
    add(paragraph, packages);
    return new ArrayList<>(packages);
  }

  /// `Status: want flag state`: present are those whose files are on the disk.
  private static void add(Map<String, String> paragraph, Set<InstalledPackage> packages) {
    String name = paragraph.get("Package");
    String version = paragraph.get("Version");
    if (name != null
        && version != null
        && paragraph.getOrDefault("Status", "").endsWith(" installed")) {
      packages.add(new InstalledPackage(name, version, paragraph.getOrDefault("Architecture", "")));
    }
  }
}
