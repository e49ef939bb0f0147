package lockstep.images.delta;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.stored.StoredStream;
import lockstep.proto.GroupIndexHeaderMsg;
import lockstep.proto.GroupMsg;

/// Writes a group index, compressed. Not safe for threads.
public final class GroupIndexWriter {
  private final OutputStream out;
  private final GroupIndexHeader header;
  private final GroupCodec codec;
  private int groups;

  /// @param out closed by [#finish]
  public GroupIndexWriter(OutputStream out, GroupIndexHeader header) throws IOException {
    this.out = StoredStream.compressing(out, GroupIndexFormat.LEVEL);
    this.header = header;
    this.codec = new GroupCodec(header);
    GroupIndexHeaderMsg.Builder message =
        GroupIndexHeaderMsg.newBuilder()
            .setFormatVersion(GroupIndexFormat.VERSION)
            .setTo(bytes(header.to().hash()))
            .setGroups(header.groups());
    header.from().ifPresent(from -> message.setFrom(bytes(from.hash())));
    header
        .manifestPatch()
        .ifPresent(patch ->
            message
                .setManifestPatchLength(patch.storedLength())
                .setManifestPatchDigest(bytes(patch.digest())));
    message.build().writeDelimitedTo(this.out);
  }

  private static ByteString bytes(ContentHash hash) {
    return ByteString.copyFrom(hash.toArray());
  }

  /// The next group; its offset is where the one before it ends.
  ///
  /// @throws IntegrityException when a reader would refuse it
  public void add(Group group) throws IOException {
    GroupMsg message = codec.encode(group);
    if (message.getSerializedSize() > GroupIndexFormat.MAX_GROUP_BYTES
        || groups == header.groups()) {
      throw new IntegrityException("the group index cannot take another group");
    }
    GroupIndexFormat.requireAffordable(message.toByteArray());
    groups++;
    message.writeDelimitedTo(out);
  }

  /// Ends the index and closes it.
  public void finish() throws IOException {
    if (groups != header.groups()) {
      throw new IntegrityException(
          "the group index has %d groups, it says %d".formatted(groups, header.groups()));
    }
    out.close();
  }
}
