package lockstep.agent.plan;

import java.util.List;
import java.util.function.Supplier;
import lockstep.excludes.RelativePath;

/// When a directory is swapped as a whole instead of changed path by path.
///
/// @param obstacles where it cannot be, nor in any directory above: what is mounted in some process's eyes; asked once, and
///     only when there is a directory worth it; the root for all of it
public record SwapPolicy(Style style, Supplier<List<RelativePath>> obstacles) {
  /// Nothing is swapped.
  public static final SwapPolicy FILES = new SwapPolicy(Style.FILE, List::of);

  /// `--commit`
  public enum Style {
    /// What is worth the work of preparing it.
    AUTO,
    /// Every directory in which anything changes that can be.
    SWAP,
    /// None.
    FILE
  }

  private static final long AUTO_LEAST_CHANGES = 64;
  private static final long AUTO_MOST_ENTRIES_A_CHANGE = 6;

  /// Every entry of a swapped directory gets a second name and loses one again, and the clone is looked through: a change path
  /// by path costs as much as some six entries that do not change, and below so many changes the instant is short anyway.
  boolean isWorth(long changes, long entries) {
    return switch (style) {
      case AUTO -> changes >= AUTO_LEAST_CHANGES && entries / changes <= AUTO_MOST_ENTRIES_A_CHANGE;
      case SWAP -> changes > 0;
      case FILE -> false;
    };
  }
}
