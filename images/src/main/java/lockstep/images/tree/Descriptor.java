package lockstep.images.tree;

import lockstep.excludes.Bytes;

/// A file descriptor that knows what to call itself when the kernel complains.
final class Descriptor implements AutoCloseable {
  private final Place place;
  private int number;

  /// @param number the descriptor, or the negative `errno` of `call`
  private Descriptor(int number, Place place) {
    this.number = number;
    this.place = place;
  }

  /// @param result a new descriptor, or the negative `errno` of `call`
  static Descriptor opened(String call, int result, Place place) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(call, place.toString(), -result);
    }
    return new Descriptor(result, place);
  }

  int number() {
    if (number < 0) {
      throw new IllegalStateException(place + " was closed");
    }
    return number;
  }

  Place place() {
    return place;
  }

  Stat stat() throws SystemCallException {
    return StatxCall.stat(number(), Bytes.EMPTY, place);
  }

  /// @return `result`, which is not negative
  long check(String call, long result) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(call, place.toString(), (int) -result);
    }
    return result;
  }

  /// As [#check], of a name in this directory.
  long check(String call, Bytes name, long result) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(call, place.child(name).toString(), (int) -result);
    }
    return result;
  }

  @Override
  public void close() {
    if (number >= 0) {
      FileCalls.close(number);
      number = -1;
    }
  }

  @Override
  public String toString() {
    return place.toString();
  }
}
