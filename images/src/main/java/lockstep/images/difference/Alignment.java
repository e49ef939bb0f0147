package lockstep.images.difference;

import java.util.function.LongUnaryOperator;

/// Finds the copies between two programs, in two rounds: what moved where is needed to see that two references to it are
/// the same, and the other way round.
final class Alignment {
  /// Keeps the names of things apart from places.
  private static final long NAMED = 1L << 60;

  private Alignment() {}

  static Copies of(Program base, Program target, UnwindSplit unwind) {
    Names baseNames = new Names(base);
    Names targetNames = new Names(target);
    LongUnaryOperator unnamed = _ -> Segments.NONE;
    Copies rough =
        copies(
            Symbols.of(base, named(baseNames, unnamed), unwind.base()),
            Symbols.of(target, named(targetNames, unnamed), unwind.target()),
            unwind);
    AddressMap back =
        new AddressMap(target.segments(), base.segments(), new OffsetMap(rough.reversed()));
    return copies(
        Symbols.of(base, named(baseNames, LongUnaryOperator.identity()), unwind.base()),
        Symbols.of(target, named(targetNames, back::map), unwind.target()),
        unwind);
  }

  private static Copies copies(char[] base, char[] target, UnwindSplit unwind) {
    return new Aligner(base, target, unwind.target()).align();
  }

  private static LongUnaryOperator named(Names names, LongUnaryOperator unnamed) {
    return address -> {
      Integer name = names.get(address);
      return name == null ? unnamed.applyAsLong(address) : NAMED + name;
    };
  }
}
