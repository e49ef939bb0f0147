package lockstep.server.capture;

import lockstep.images.Content;
import lockstep.images.Metadata;

/// A regular file's inode, which may have several names. Filled in by one thread, in the order of the tree.
final class Body {
  /// Not in the manifest yet.
  static final long NOWHERE = -1;

  private Metadata metadata;
  private final boolean mayHaveMoreNames;
  private Content content = Content.EMPTY;
  private Noise noise = Noise.NONE;
  private long ordinal = NOWHERE;

  /// @param mayHaveMoreNames false only if there is exactly one
  Body(Metadata metadata, boolean mayHaveMoreNames) {
    this.metadata = metadata;
    this.mayHaveMoreNames = mayHaveMoreNames;
  }

  Metadata metadata() {
    return metadata;
  }

  /// Replaces what was found.
  void settle(Metadata inTheImage) {
    metadata = inTheImage;
  }

  boolean mayHaveMoreNames() {
    return mayHaveMoreNames;
  }

  /// Nothing, until it was read.
  Content content() {
    return content;
  }

  Noise noise() {
    return noise;
  }

  void read(Content all, Noise found) {
    content = all;
    noise = found;
  }

  /// Of its first name in the manifest, or [#NOWHERE].
  long ordinal() {
    return ordinal;
  }

  void placeAt(long manifestOrdinal) {
    ordinal = manifestOrdinal;
  }
}
