package lockstep.agent.plan;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Metadata;
import lockstep.images.Xattr;
import lockstep.proto.AdjustMsg;
import lockstep.proto.CreateMsg;
import lockstep.proto.DeleteMsg;
import lockstep.proto.DissolveMsg;
import lockstep.proto.ExchangeMsg;
import lockstep.proto.LiveMsg;
import lockstep.proto.MetadataMsg;
import lockstep.proto.ModeAndTimeMsg;
import lockstep.proto.NarrowMsg;
import lockstep.proto.SettleMsg;
import lockstep.proto.StepMsg;
import lockstep.proto.SwapMsg;
import lockstep.proto.XattrMsg;

/// Steps as bytes and back, the same in a plan and in a journal.
public final class StepCodec {
  private StepCodec() {}

  public static byte[] encode(Step step) {
    StepMsg.Builder out = StepMsg.newBuilder().setPath(ByteString.copyFrom(step.path().toArray()));
    switch (step) {
      case Step.Narrow(_, Live live, int oldMode, int mode) ->
          out.setNarrow(
              NarrowMsg.newBuilder().setLive(encode(live)).setOldMode(oldMode).setMode(mode));
      case Step.Create(_, long number, long inode, int flags) ->
          out.setCreate(
              CreateMsg.newBuilder().setNumber(number).setStagedInode(inode).setFlags(flags));
      case Step.Exchange(_, long number, Live live, long inode, int flags) ->
          out.setExchange(
              ExchangeMsg.newBuilder()
                  .setNumber(number)
                  .setLive(encode(live))
                  .setStagedInode(inode)
                  .setFlags(flags));
      case Step.Adjust(_, Live live, ModeAndTime old, ModeAndTime wanted) ->
          out.setAdjust(
              AdjustMsg.newBuilder()
                  .setLive(encode(live))
                  .setOld(encode(old))
                  .setWanted(encode(wanted)));
      case Step.Delete(_, long number, Live live) ->
          out.setDelete(DeleteMsg.newBuilder().setNumber(number).setLive(encode(live)));
      case Step.Settle(_, Live live, Metadata old, Metadata wanted) ->
          out.setSettle(
              SettleMsg.newBuilder()
                  .setLive(encode(live))
                  .setOld(encode(old))
                  .setWanted(encode(wanted)));
      case Step.Swap(_, long number, Live live, long inode) ->
          out.setSwap(
              SwapMsg.newBuilder().setNumber(number).setLive(encode(live)).setStagedInode(inode));
      case Step.Dissolve(_, long number) ->
          out.setDissolve(DissolveMsg.newBuilder().setNumber(number));
    }
    return out.build().toByteArray();
  }

  /// @throws InvalidProtocolBufferException when the bytes are no step
  public static Step decode(byte[] bytes) throws InvalidProtocolBufferException {
    StepMsg in = StepMsg.parseFrom(bytes);
    RelativePath path = RelativePath.ofOwned(in.getPath().toByteArray());
    return switch (in.getStepCase()) {
      case NARROW ->
          new Step.Narrow(
              path,
              decode(in.getNarrow().getLive()),
              in.getNarrow().getOldMode(),
              in.getNarrow().getMode());
      case CREATE ->
          new Step.Create(
              path,
              in.getCreate().getNumber(),
              in.getCreate().getStagedInode(),
              in.getCreate().getFlags());
      case EXCHANGE ->
          new Step.Exchange(
              path,
              in.getExchange().getNumber(),
              decode(in.getExchange().getLive()),
              in.getExchange().getStagedInode(),
              in.getExchange().getFlags());
      case ADJUST ->
          new Step.Adjust(
              path,
              decode(in.getAdjust().getLive()),
              decode(in.getAdjust().getOld()),
              decode(in.getAdjust().getWanted()));
      case DELETE ->
          new Step.Delete(path, in.getDelete().getNumber(), decode(in.getDelete().getLive()));
      case SETTLE ->
          new Step.Settle(
              path,
              decode(in.getSettle().getLive()),
              decode(in.getSettle().getOld()),
              decode(in.getSettle().getWanted()));
      case SWAP ->
          new Step.Swap(
              path,
              in.getSwap().getNumber(),
              decode(in.getSwap().getLive()),
              in.getSwap().getStagedInode());
      case DISSOLVE -> new Step.Dissolve(path, in.getDissolve().getNumber());
      case STEP_NOT_SET -> throw new InvalidProtocolBufferException("a step of no known kind");
    };
  }

  private static LiveMsg encode(Live live) {
    return LiveMsg.newBuilder()
        .setInode(live.inode())
        .setCtimeSeconds(live.ctimeSeconds())
        .setCtimeNanos(live.ctimeNanos())
        .setFlags(live.flags())
        .build();
  }

  private static Live decode(LiveMsg in) {
    return new Live(in.getInode(), in.getCtimeSeconds(), in.getCtimeNanos(), in.getFlags());
  }

  private static ModeAndTimeMsg encode(ModeAndTime value) {
    ModeAndTimeMsg.Builder out =
        ModeAndTimeMsg.newBuilder()
            .setMtimeSeconds(value.mtimeSeconds())
            .setMtimeNanos(value.mtimeNanos());
    if (value.mode() != ModeAndTime.NO_MODE) {
      out.setMode(value.mode());
    }
    return out.build();
  }

  private static ModeAndTime decode(ModeAndTimeMsg in) {
    return new ModeAndTime(
        in.hasMode() ? in.getMode() : ModeAndTime.NO_MODE,
        in.getMtimeSeconds(),
        in.getMtimeNanos());
  }

  private static MetadataMsg encode(Metadata value) {
    MetadataMsg.Builder out =
        MetadataMsg.newBuilder()
            .setMode(value.mode())
            .setUid(value.uid())
            .setGid(value.gid())
            .setMtimeSeconds(value.mtimeSeconds())
            .setMtimeNanos(value.mtimeNanos())
            .setFlags(value.flags());
    for (Xattr xattr : value.xattrs()) {
      out.addXattrs(
          XattrMsg.newBuilder()
              .setName(ByteString.copyFrom(xattr.name().toArray()))
              .setValue(ByteString.copyFrom(xattr.value().toArray())));
    }
    return out.build();
  }

  private static Metadata decode(MetadataMsg in) {
    List<Xattr> xattrs = new ArrayList<>(in.getXattrsCount());
    for (XattrMsg xattr : in.getXattrsList()) {
      xattrs.add(
          new Xattr(
              Bytes.copyOf(xattr.getName().toByteArray()),
              Bytes.copyOf(xattr.getValue().toByteArray())));
    }
    return new Metadata(
        in.getMode(),
        in.getUid(),
        in.getGid(),
        in.getMtimeSeconds(),
        in.getMtimeNanos(),
        xattrs,
        in.getFlags());
  }
}
