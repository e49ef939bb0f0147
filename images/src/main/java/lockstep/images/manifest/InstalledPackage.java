package lockstep.images.manifest;

import java.util.Comparator;

/// A package that the image's own package database lists as installed.
public record InstalledPackage(String name, String version, String architecture)
    implements Comparable<InstalledPackage> {
  private static final Comparator<InstalledPackage> ORDER =
      Comparator.comparing(InstalledPackage::name)
          .thenComparing(InstalledPackage::architecture)
          .thenComparing(InstalledPackage::version);

  @Override
  public int compareTo(InstalledPackage other) {
    return ORDER.compare(this, other);
  }
}
