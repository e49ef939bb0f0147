package lockstep.images.difference;

/// The streams of one difference. The arrays are handed over, not copied: neither side writes to them any more.
@SuppressWarnings("ArrayRecordComponent") // a carrier between maker and writer, never compared
public record Difference(byte[] control, byte[] diff, byte[] extra) {}
