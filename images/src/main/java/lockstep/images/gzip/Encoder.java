package lockstep.images.gzip;

/// Which program wrote a deflate stream, and how it was asked to.
///
/// @param level 1, fast, to 9, small
/// @param memory zlib's memLevel, 1 to 9; [#GNU_MEMORY] for GNU gzip, which cannot be asked
record Encoder(Family family, int level, int memory) {
  /// Who wrote the program.
  enum Family {
    GNU,
    ZLIB
  }

  /// GNU gzip hashes like zlib at this memLevel.
  static final int GNU_MEMORY = 8;

  /// [#number] is below this.
  static final int NUMBERS = 90;

  private static final int LEVELS = 9;
  private static final int GNU_TOKENS = 1 << 15;

  Encoder {
    if (level < 1 || level > LEVELS || memory < 1 || memory > 9) {
      throw new IllegalArgumentException("level %d, memory %d".formatted(level, memory));
    }
    if (family == Family.GNU && memory != GNU_MEMORY) {
      throw new IllegalArgumentException("GNU gzip with memory " + memory);
    }
  }

  static Encoder gnu(int level) {
    return new Encoder(Family.GNU, level, GNU_MEMORY);
  }

  static Encoder zlib(int level, int memory) {
    return new Encoder(Family.ZLIB, level, memory);
  }

  /// As it stands in recipes.
  ///
  /// @return 0 to 8 for GNU gzip, 9 to 89 for zlib
  int number() {
    return (family == Family.GNU ? 0 : LEVELS * memory) + level - 1;
  }

  /// The encoder with this number, below [#NUMBERS].
  static Encoder numbered(int number) {
    int level = number % LEVELS + 1;
    return number < LEVELS ? gnu(level) : zlib(level, number / LEVELS);
  }

  /// Whether the first match found is taken, or waits one byte for a longer one.
  boolean isLazy() {
    return level > 3;
  }

  /// Whether a block may end early because that seems to pay.
  boolean endsBlocksEarly() {
    return family == Family.GNU && level > 2;
  }

  int hashBits() {
    return memory + 7;
  }

  /// How many literals and matches fill a block.
  int tokensPerBlock() {
    return (family == Family.GNU ? GNU_TOKENS : 1 << (memory + 6)) - 1;
  }

  Effort effort() {
    return Effort.OF_LEVEL.get(level - 1);
  }

  /// What a gzip header says of the level: 2 for the smallest, 4 for the fastest, else 0.
  int extraFlags() {
    return switch (level) {
      case 9 -> 2;
      case 1 -> 4;
      default -> 0;
    };
  }
}
