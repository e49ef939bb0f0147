package lockstep.agent.stage;

import java.io.IOException;
import java.util.BitSet;
import java.util.Objects;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupIndexHeader;
import lockstep.images.delta.GroupIndexReader;

/// The groups of one index that are going to be used.
///
/// @param numbers counted from 0 in the index
/// @param bases of the index's groups
record ChosenGroups(GroupIndex index, BitSet numbers, Bases bases) {
  /// What [#forEach] calls.
  @FunctionalInterface
  interface Visitor {
    /// @param object the path of the object that has the group's frame, at the group's offset
    void accept(Group group, String object) throws IOException;
  }

  void forEach(Visitor visitor) throws IOException {
    if (numbers.isEmpty()) {
      return;
    }
    try (GroupIndexReader reader = index.open().orElseThrow()) {
      for (int number = 0; number < numbers.length(); number++) {
        Group group = Objects.requireNonNull(reader.next());
        if (numbers.get(number)) {
          visitor.accept(group, object(reader.header(), group));
        }
      }
    }
  }

  /// What [#forEachOfIndex] calls.
  @FunctionalInterface
  interface IndexVisitor {
    void accept(int number, Group group) throws IOException;
  }

  /// All groups of the index, whether or not they are chosen.
  void forEachOfIndex(IndexVisitor visitor) throws IOException {
    try (GroupIndexReader reader = index.open().orElseThrow()) {
      int number = 0;
      for (Group group = reader.next(); group != null; group = reader.next()) {
        visitor.accept(number++, group);
      }
    }
  }

  private static String object(GroupIndexHeader header, Group group) {
    Optional<ImageId> from = header.from();
    return from.isPresent()
        ? GroupIndexHeader.objectPath(from.get(), header.to())
        : group.objectPath();
  }
}
