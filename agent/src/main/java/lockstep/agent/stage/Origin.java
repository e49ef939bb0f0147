package lockstep.agent.stage;

import java.util.List;
import lockstep.excludes.RelativePath;

/// Where a staged file's content comes from.
sealed interface Origin {
  /// A file of the root has exactly this content.
  record Copy(RelativePath from) implements Origin {}

  /// A record of the delta object turns a file of the root into it.
  record Patch(RelativePath base, long baseBytes, long offset, int storedLength)
      implements Origin {}

  /// Chunk by chunk.
  ///
  /// @param parts one for each chunk of the content, holes left out
  record Chunks(List<Part> parts) implements Origin {
    public Chunks {
      parts = List.copyOf(parts);
    }
  }

  /// Where one chunk comes from.
  sealed interface Part {
    /// The file that is at the path now has it at `offset`.
    record Local(long offset) implements Part {}

    record Packed(int pack, long offset, int storedLength) implements Part {}
  }
}
