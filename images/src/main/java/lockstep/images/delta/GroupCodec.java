package lockstep.images.delta;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import lockstep.excludes.Bytes;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.proto.BaseMsg;
import lockstep.proto.DifferenceMsg;
import lockstep.proto.GroupMsg;
import lockstep.proto.GzipMsg;
import lockstep.proto.OutputMsg;

/// Groups to messages and back, in the order of the index: ordinals and offsets refer to the group before. One direction,
/// one index, one thread.
final class GroupCodec {
  private final boolean inOneObject;
  private long offset;
  private long lastEntry;

  GroupCodec(GroupIndexHeader header) {
    this.inOneObject = header.from().isPresent();
    this.offset = header.firstOffset();
  }

  GroupMsg encode(Group group) throws IntegrityException {
    GroupChecks.require(group);
    GroupMsg.Builder message =
        GroupMsg.newBuilder()
            .setDigest(ByteString.copyFrom(group.digest().toArray()))
            .setStoredLength(group.storedLength());
    for (GroupBase base : group.bases()) {
      message.addBases(encode(base));
    }
    for (GroupOutput output : group.outputs()) {
      message.addOutputs(encode(output));
    }
    return message.build();
  }

  private static BaseMsg encode(GroupBase base) {
    BaseMsg.Builder message =
        BaseMsg.newBuilder()
            .setContent(base.content())
            .setSize(base.sizeBytes())
            .setAside(base.use() == GroupBase.Use.ASIDE);
    base.textBytes().ifPresent(message::setTextSize);
    return message.build();
  }

  private OutputMsg encode(GroupOutput output) {
    OutputMsg.Builder message = OutputMsg.newBuilder().setSize(output.sizeBytes());
    encodeEntries(output.entries(), message);
    switch (output.form()) {
      case GroupOutput.Raw() -> {}
      case GroupOutput.Code() -> message.setCode(true);
      case GroupOutput.Gzip(int textBytes, Bytes recipe) ->
          message.setGzip(
              GzipMsg.newBuilder()
                  .setTextSize(textBytes)
                  .setRecipe(ByteString.copyFrom(recipe.toArray())));
      case GroupOutput.Difference difference ->
          message.setDifference(
              DifferenceMsg.newBuilder()
                  .setBase(difference.base())
                  .setControlLength(difference.controlBytes())
                  .setDiffLength(difference.diffBytes())
                  .setExtraLength(difference.extraBytes()));
    }
    return message.build();
  }

  private void encodeEntries(List<Integer> entries, OutputMsg.Builder message) {
    if (entries.isEmpty()) {
      return;
    }
    int first = entries.getFirst();
    message.setEntry((int) (first - lastEntry));
    lastEntry = first;
    for (int i = 1; i < entries.size(); i++) {
      message.addMoreEntries(entries.get(i) - entries.get(i - 1));
    }
  }

  Group decode(GroupMsg message) throws IntegrityException {
    if (message.getBasesCount() > Group.MAX_BASES
        || message.getOutputsCount() > Group.MAX_OUTPUTS) {
      throw new IntegrityException("a group of the index has too many bases or outputs");
    }
    List<GroupBase> bases = new ArrayList<>(message.getBasesCount());
    for (BaseMsg base : message.getBasesList()) {
      OptionalInt text =
          base.hasTextSize() ? OptionalInt.of(base.getTextSize()) : OptionalInt.empty();
      GroupBase.Use use = base.getAside() ? GroupBase.Use.ASIDE : GroupBase.Use.PREFIX;
      bases.add(new GroupBase(base.getContent(), base.getSize(), text, use));
    }
    List<GroupOutput> outputs = new ArrayList<>(message.getOutputsCount());
    for (OutputMsg output : message.getOutputsList()) {
      outputs.add(decode(output));
    }
    ContentHash digest = ContentHash.fromBytes(message.getDigest().toByteArray());
    Group group = new Group(digest, offset, message.getStoredLength(), bases, outputs);
    GroupChecks.require(group);
    if (inOneObject) {
      offset += group.storedLength();
    }
    return group;
  }

  private GroupOutput decode(OutputMsg message) throws IntegrityException {
    if (!message.hasEntry()) {
      return new GroupOutput(List.of(), message.getSize(), form(message));
    }
    long entry = lastEntry + message.getEntry();
    lastEntry = entry;
    List<Integer> entries = new ArrayList<>(1 + message.getMoreEntriesCount());
    entries.add(ordinal(entry));
    for (int gap : message.getMoreEntriesList()) {
      entry += Integer.toUnsignedLong(gap);
      entries.add(ordinal(entry));
    }
    return new GroupOutput(entries, message.getSize(), form(message));
  }

  private static int ordinal(long entry) throws IntegrityException {
    if (entry < 0 || entry >= GroupIndexFormat.MAX_ENTRY) {
      throw new IntegrityException("the group index names entry " + entry);
    }
    return (int) entry;
  }

  private static GroupOutput.Form form(OutputMsg message) {
    return switch (message.getFormCase()) {
      case GZIP ->
          new GroupOutput.Gzip(
              message.getGzip().getTextSize(),
              Bytes.copyOf(message.getGzip().getRecipe().toByteArray()));
      case DIFFERENCE -> {
        DifferenceMsg difference = message.getDifference();
        yield new GroupOutput.Difference(
            difference.getBase(),
            difference.getControlLength(),
            difference.getDiffLength(),
            difference.getExtraLength());
      }
      case CODE -> new GroupOutput.Code();
      case FORM_NOT_SET -> new GroupOutput.Raw();
    };
  }
}
