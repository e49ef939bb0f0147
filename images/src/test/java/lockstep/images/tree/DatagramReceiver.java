package lockstep.images.tree;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import lockstep.excludes.Bytes;

/// The other end of a [DatagramSender]: a real Unix datagram socket, as systemd has one.
public final class DatagramReceiver implements AutoCloseable {
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final long TIMEVAL_BYTES = 16;

  private static final MethodHandle BIND =
      NativeCall.bind("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      NativeCall.bind("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECV =
      NativeCall.bind("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

  private final int descriptor;

  private DatagramReceiver(int descriptor) {
    this.descriptor = descriptor;
  }

  /// @param address a path that is not there, or a name with `@` in front
  public static DatagramReceiver at(String address) throws SystemCallException {
    int descriptor =
        require(
            "socket",
            NativeCall.make(s ->
                (int)
                    DatagramSender.SOCKET.invokeExact(
                        s.state(), DatagramSender.AF_UNIX, DatagramSender.DATAGRAM, 0)));
    Bytes name = Bytes.of(address);
    require(
        "bind",
        NativeCall.make(s -> {
          int length = DatagramSender.address(s.struct(), name);
          return (int) BIND.invokeExact(s.state(), descriptor, s.struct(), length);
        }));
    return new DatagramReceiver(descriptor);
  }

  private static int require(String call, long result) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(call, "", (int) -result);
    }
    return (int) result;
  }

  /// The next datagram, if one comes in time.
  public Optional<String> next(Duration limit) throws SystemCallException {
    require(
        "setsockopt",
        NativeCall.make(s -> {
          s.struct().set(JAVA_LONG, 0, limit.toSeconds());
          s.struct().set(JAVA_LONG, 8, Math.max(1, limit.toNanosPart() / 1000));
          return (int)
              SETSOCKOPT.invokeExact(
                  s.state(), descriptor, SOL_SOCKET, SO_RCVTIMEO, s.struct(), (int) TIMEVAL_BYTES);
        }));
    long length =
        NativeCall.make(s ->
            (long) RECV.invokeExact(s.state(), descriptor, s.data(), (long) Scratch.DATA_BYTES, 0));
    if (length == -SystemCallException.EAGAIN) {
      return Optional.empty();
    }
    int bytes = require("recv", length);
    byte[] message = Scratch.ofThisThread().heapData(bytes);
    return Optional.of(new String(message, 0, bytes, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    FileCalls.close(descriptor);
  }
}
