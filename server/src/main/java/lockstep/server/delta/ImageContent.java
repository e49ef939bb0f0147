package lockstep.server.delta;

import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;

/// A distinct content of an image that fits a group.
///
/// @param number counted from 0 in the image
/// @param path the first one that has it
/// @param entries the ordinals of the FILE entries that have it
record ImageContent(int number, Content content, RelativePath path, List<Integer> entries) {
  int sizeBytes() {
    return (int) content.size();
  }
}
