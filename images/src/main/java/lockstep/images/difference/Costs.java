package lockstep.images.difference;

/// What the parts of a difference cost once compressed, in sixteenths of a bit, as measured on Debian's programs.
final class Costs {
  private static final int BIT = 16;

  /// A symbol that is as in the base, and one that is not.
  static final int RIGHT = 1;

  static final int WRONG = 9 * BIT;

  /// A symbol that comes from nowhere.
  static final int FRESH = 5 * BIT;

  static final int FRESH_START = BIT;

  private static final int COPY = 10 * BIT;
  private static final int NEAR = 5 * BIT;
  private static final int NEAR_PER_BIT = 12;
  private static final int FAR = 21 * BIT;

  /// Closer to where the last copy would go on, a copy is named by the distance from there.
  static final int NEAR_BYTES = 4096;

  private Costs() {}

  /// Of beginning a copy.
  ///
  /// @param shift base offset minus target offset
  /// @param lastShift that of the copy before
  static int copy(int shift, int lastShift) {
    int distance = Math.abs(shift - lastShift);
    if (distance >= NEAR_BYTES) {
      return COPY + FAR;
    }
    return COPY + NEAR + NEAR_PER_BIT * (Integer.SIZE - Integer.numberOfLeadingZeros(distance));
  }
}
