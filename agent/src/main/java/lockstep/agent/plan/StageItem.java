package lockstep.agent.plan;

import lockstep.images.ContentHash;
import org.jspecify.annotations.Nullable;

/// An entry of the manifest that must be prepared beside the root.
///
/// @param entry its ordinal in the manifest
/// @param number of the staged tree it belongs to
/// @param topLength how many bytes of its path name the top of that tree
/// @param local what the root has at this path now
/// @param localHash the SHA-256 of the regular file there, where it is known
public record StageItem(
    long entry, long number, int topLength, Local local, @Nullable ContentHash localHash) {
  public enum Local {
    NO_FILE,
    /// A regular file, which may be a base for a delta or hold some of the chunks.
    FILE
  }
}
