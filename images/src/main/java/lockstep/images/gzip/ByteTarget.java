package lockstep.images.gzip;

import java.nio.ByteBuffer;

/// Where made bytes go. It may refuse: then making ends soon after, and what follows is dropped.
sealed interface ByteTarget {
  /// @return false when these bytes, or earlier ones, were refused
  boolean take(byte[] bytes, int length);

  /// Whether all bytes were taken and no more are wanted.
  boolean isComplete();

  /// Fills a buffer from position to limit, and refuses what does not fit.
  static ByteTarget filling(ByteBuffer into) {
    return new Filling(into);
  }

  /// Compares with the bytes between position and limit, and refuses what differs.
  static ByteTarget comparing(ByteBuffer with) {
    return new Comparing(with.duplicate());
  }

  /// Writes.
  record Filling(ByteBuffer into) implements ByteTarget {
    @Override
    public boolean take(byte[] bytes, int length) {
      if (length > into.remaining()) {
        return false;
      }
      into.put(bytes, 0, length);
      return true;
    }

    @Override
    public boolean isComplete() {
      return !into.hasRemaining();
    }
  }

  /// Compares.
  record Comparing(ByteBuffer with) implements ByteTarget {
    @Override
    public boolean take(byte[] bytes, int length) {
      if (length > with.remaining()) {
        return false;
      }
      ByteBuffer expected = with.slice(with.position(), length);
      if (!expected.equals(ByteBuffer.wrap(bytes, 0, length))) {
        return false;
      }
      with.position(with.position() + length);
      return true;
    }

    @Override
    public boolean isComplete() {
      return !with.hasRemaining();
    }
  }
}
