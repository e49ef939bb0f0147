package lockstep.images.difference;

/// Where the addresses of one program are in the other.
final class AddressMap {
  private final Segments from;
  private final Segments to;
  private final OffsetMap offsets;

  AddressMap(Segments from, Segments to, OffsetMap offsets) {
    this.from = from;
    this.to = to;
    this.offsets = offsets;
  }

  long map(long address) {
    long offset = from.offset(address);
    if (offset == Segments.NONE) {
      return from.carriedBehind(address, to);
    }
    long mapped = to.address(offsets.map(offset));
    return mapped == Segments.NONE ? address : mapped;
  }
}
