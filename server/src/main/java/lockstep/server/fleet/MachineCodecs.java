package lockstep.server.fleet;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import lockstep.images.IntegrityException;
import lockstep.proto.MachineMsg;
import lockstep.server.store.Codec;

/// How machines are kept: the id as ASCII, the record as the message people get to see.
final class MachineCodecs {
  private MachineCodecs() {}

  static final class Keys implements Codec<MachineId> {
    @Override
    public byte[] encode(MachineId id) {
      return id.value().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public MachineId decode(byte[] bytes) throws IntegrityException {
      return MachineId.parse(new String(bytes, StandardCharsets.US_ASCII))
          .orElseThrow(() -> new IntegrityException("a stored machine id is damaged"));
    }
  }

  static final class Records implements Codec<MachineMsg> {
    @Override
    public byte[] encode(MachineMsg machine) {
      return machine.toByteArray();
    }

    @Override
    public MachineMsg decode(byte[] bytes) throws IntegrityException {
      try {
        return MachineMsg.parseFrom(bytes);
      } catch (InvalidProtocolBufferException e) {
        throw new IntegrityException("a stored machine record is damaged", e);
      }
    }
  }
}
