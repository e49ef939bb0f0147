package lockstep.images.tree;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import lockstep.excludes.Bytes;

/// Sends datagrams to a Unix socket on this machine. Safe for many threads, until it is closed.
public final class DatagramSender implements AutoCloseable {
  static final int AF_UNIX = 1;
  static final int DATAGRAM = 2 /* SOCK_DGRAM */ | 0x80000 /* SOCK_CLOEXEC */;

  private static final int DO_NOT_WAIT = 0x40 /* MSG_DONTWAIT */ | 0x4000 /* MSG_NOSIGNAL */;
  private static final int MAX_NAME_BYTES = 107;

  static final MethodHandle SOCKET =
      NativeCall.bind("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

  private static final MethodHandle SENDTO =
      NativeCall.bind(
          "sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);

  private final Bytes address;
  private final int descriptor;

  private DatagramSender(Bytes address, int descriptor) {
    this.address = address;
    this.descriptor = descriptor;
  }

  /// @param address a path; or, with a `@` in front, a name in the kernel's own list, which is in no filesystem
  /// @throws IllegalArgumentException when it is neither
  public static DatagramSender to(Bytes address) throws SystemCallException {
    int length = address.length();
    byte first = length == 0 ? 0 : address.at(0);
    if ((first != '/' && first != '@') || length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException("no address of a Unix socket: '" + address + "'");
    }
    long descriptor =
        NativeCall.make(s -> (int) SOCKET.invokeExact(s.state(), AF_UNIX, DATAGRAM, 0));
    if (descriptor < 0) {
      throw new SystemCallException("socket", address.toString(), (int) -descriptor);
    }
    return new DatagramSender(address, (int) descriptor);
  }

  /// Sends at once or not at all: a receiver that does not read holds nobody up.
  ///
  /// @param message up to [Scratch#DATA_BYTES]
  public void send(byte[] message) throws SystemCallException {
    long result =
        NativeCall.make(s -> {
          MemorySegment.copy(message, 0, s.data(), JAVA_BYTE, 0, message.length);
          int length = address(s.struct(), address);
          return (long)
              SENDTO.invokeExact(
                  s.state(),
                  descriptor,
                  s.data(),
                  (long) message.length,
                  DO_NOT_WAIT,
                  s.struct(),
                  length);
        });
    if (result < 0) {
      throw new SystemCallException("sendto", address.toString(), (int) -result);
    }
  }

  /// Lays out a `sockaddr_un`.
  ///
  /// @return its length
  static int address(MemorySegment struct, Bytes address) {
    struct.set(JAVA_SHORT, 0, (short) AF_UNIX);
    for (int i = 0; i < address.length(); i++) {
      struct.set(JAVA_BYTE, Short.BYTES + i, address.at(i));
    }
    boolean named = address.at(0) == '@';
    struct.set(JAVA_BYTE, named ? Short.BYTES : Short.BYTES + address.length(), (byte) 0);
    return Short.BYTES + address.length() + (named ? 0 : 1);
  }

  @Override
  public void close() {
    FileCalls.close(descriptor);
  }
}
