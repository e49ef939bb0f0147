package lockstep.images.delta;

/// The numbers of format version 2.
final class GroupIndexFormat {
  static final int VERSION = 2;
  static final int MAX_GROUPS = 1 << 16;
  static final int MAX_HEADER_BYTES = 4 << 10;
  static final int MAX_GROUP_BYTES = 4 << 20;

  /// Ordinals are below the largest manifest's number of entries.
  static final int MAX_ENTRY = 1 << 24;

  static final int MAX_RECIPE_BYTES = 1 << 20;
  static final int LEVEL = 19;

  private GroupIndexFormat() {}
}
