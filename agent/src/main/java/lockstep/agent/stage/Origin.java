package lockstep.agent.stage;

import java.util.List;
import lockstep.excludes.RelativePath;

/// Where a staged file's content comes from.
sealed interface Origin {
  /// A file of the root has exactly this content.
  record Copy(RelativePath from) implements Origin {}

  /// A group makes it, in the pool.
  record Pooled(Use use) implements Origin {}

  /// How a staged file uses a content of the pool.
  enum Use {
    /// Further files need it.
    ONE_OF_SEVERAL,
    /// It may take the pool's copy for good.
    LAST
  }

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
