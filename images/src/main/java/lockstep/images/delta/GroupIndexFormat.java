package lockstep.images.delta;

import java.util.Map;
import java.util.Set;
import lockstep.images.IntegrityException;
import lockstep.images.stored.MessageBudget;
import lockstep.images.stored.MessageBudget.Shape;
import lockstep.proto.GroupMsg;
import lockstep.proto.OutputMsg;

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

  /// What a group may take in memory before it is refused.
  private static final Shape SHAPE =
      Shape.of(
          Map.of(
              GroupMsg.BASES_FIELD_NUMBER,
              Shape.FLAT,
              GroupMsg.OUTPUTS_FIELD_NUMBER,
              new Shape(
                  Map.of(
                      OutputMsg.GZIP_FIELD_NUMBER, Shape.FLAT,
                      OutputMsg.DIFFERENCE_FIELD_NUMBER, Shape.FLAT),
                  Set.of(OutputMsg.MORE_ENTRIES_FIELD_NUMBER))));

  private GroupIndexFormat() {}

  /// @throws IntegrityException when reading this group would take too much memory
  static void requireAffordable(byte[] group) throws IntegrityException {
    MessageBudget.require(group, SHAPE, "group index");
  }
}
