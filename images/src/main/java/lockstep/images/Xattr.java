package lockstep.images;

import lockstep.excludes.Bytes;

/// One extended attribute, its name with the namespace (`security.capability`).
public record Xattr(Bytes name, Bytes value) implements Comparable<Xattr> {
  @Override
  public int compareTo(Xattr other) {
    return name.compareTo(other.name);
  }
}
