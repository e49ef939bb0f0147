package lockstep.server.fleet;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import lockstep.images.IntegrityException;
import lockstep.proto.PastMsg;
import lockstep.server.store.Codec;

/// One line of a machine's history. Its numbers are in the order in which lines came, whatever a clock said.
///
/// @param number from 1
record HistoryLine(MachineId machine, long number) {
  /// The id, a zero byte, which no id has, and the number: so the lines of a machine lie together, the oldest first.
  static final class Keys implements Codec<HistoryLine> {
    @Override
    public byte[] encode(HistoryLine line) {
      byte[] id = line.machine().value().getBytes(StandardCharsets.US_ASCII);
      return ByteBuffer.allocate(id.length + 1 + Long.BYTES)
          .put(id)
          .put((byte) 0)
          .putLong(line.number())
          .array();
    }

    @Override
    public HistoryLine decode(byte[] bytes) throws IntegrityException {
      int length = bytes.length - 1 - Long.BYTES;
      if (length < 1) {
        throw new IntegrityException("a stored history's key is damaged");
      }
      MachineId id =
          MachineId.parse(new String(bytes, 0, length, StandardCharsets.US_ASCII))
              .orElseThrow(() -> new IntegrityException("a stored history's key is damaged"));
      return new HistoryLine(id, ByteBuffer.wrap(bytes).getLong(length + 1));
    }
  }

  static final class Lines implements Codec<PastMsg> {
    @Override
    public byte[] encode(PastMsg line) {
      return line.toByteArray();
    }

    @Override
    public PastMsg decode(byte[] bytes) throws IntegrityException {
      try {
        return PastMsg.parseFrom(bytes);
      } catch (InvalidProtocolBufferException e) {
        throw new IntegrityException("a stored line of a history is damaged", e);
      }
    }
  }
}
