package lockstep.images.difference;

/// A kind of processor: the numbers of its relocations, and whether its code is understood.
enum Machine {
  X86_64(62, 8, 7, 6),
  AARCH64(183, 1027, 1026, 1025),
  OTHER(-1, -1, -1, -1);

  private final int number;
  private final int relative;
  private final int jumpSlot;
  private final int globalData;

  Machine(int number, int relative, int jumpSlot, int globalData) {
    this.number = number;
    this.relative = relative;
    this.jumpSlot = jumpSlot;
    this.globalData = globalData;
  }

  static Machine of(int number) {
    for (Machine machine : values()) {
      if (machine.number == number) {
        return machine;
      }
    }
    return OTHER;
  }

  /// Whether such a relocation puts the load address plus its addend at its place.
  boolean isRelative(int relocation) {
    return relocation == relative;
  }

  /// Whether such a relocation puts the address of a function at its place when it is first called.
  boolean isJumpSlot(int relocation) {
    return relocation == jumpSlot;
  }

  /// Whether such a relocation puts the address of a symbol at its place.
  boolean isGlobalData(int relocation) {
    return relocation == globalData;
  }
}
