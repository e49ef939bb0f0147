package lockstep.images;

/// Names an image: the SHA-256 of its uncompressed manifest.
public record ImageId(ContentHash hash) implements Comparable<ImageId> {
  /// @throws IllegalArgumentException unless it is 64 lower-case hex digits
  public static ImageId parse(String hex) {
    return new ImageId(ContentHash.parse(hex));
  }

  /// The first 12 digits, for people.
  public String abbreviated() {
    return toString().substring(0, 12);
  }

  @Override
  public int compareTo(ImageId other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public String toString() {
    return hash.toString();
  }
}
