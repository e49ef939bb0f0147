package lockstep.images.delta;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.delta.GroupIndexHeader.ManifestPatch;
import lockstep.images.stored.MessageReader;
import lockstep.images.stored.StoredStream;
import lockstep.proto.GroupIndexHeaderMsg;
import lockstep.proto.GroupMsg;
import org.jspecify.annotations.Nullable;

/// Reads a group index as stored, group by group, believing nothing. Not safe for threads.
public final class GroupIndexReader implements AutoCloseable {
  private final MessageReader messages;
  private final GroupIndexHeader header;
  private final GroupCodec codec;
  private int groups;

  private GroupIndexReader(MessageReader messages) throws IOException {
    this.messages = messages;
    this.header = header(messages.next(GroupIndexFormat.MAX_HEADER_BYTES));
    this.codec = new GroupCodec(header);
  }

  /// @param stored closed with the reader
  /// @throws IntegrityException when the header is damaged
  /// @throws ProblemException `E-FORMAT` when the index is of a newer format
  public static GroupIndexReader open(InputStream stored) throws IOException {
    InputStream plain = StoredStream.decompressing(stored, StoredStream.UNKNOWN_LENGTH);
    return MessageReader.begin(plain, "group index", GroupIndexReader::new);
  }

  private static GroupIndexHeader header(byte @Nullable [] first) throws IOException {
    if (first == null) {
      throw new IntegrityException("the group index is empty");
    }
    try {
      GroupIndexHeaderMsg message = GroupIndexHeaderMsg.parseFrom(first);
      if (message.getFormatVersion() != GroupIndexFormat.VERSION) {
        throw otherFormat(message);
      }
      return new GroupIndexHeader(
          message.getFrom().isEmpty() ? Optional.empty() : Optional.of(image(message.getFrom())),
          image(message.getTo()),
          manifestPatch(message),
          message.getGroups());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new IntegrityException("the group index's header is damaged", e);
    }
  }

  private static Optional<ManifestPatch> manifestPatch(GroupIndexHeaderMsg message) {
    return message.getManifestPatchLength() == 0
        ? Optional.empty()
        : Optional.of(
            new ManifestPatch(
                message.getManifestPatchLength(), hash(message.getManifestPatchDigest())));
  }

  private static ImageId image(ByteString id) {
    return new ImageId(hash(id));
  }

  private static ContentHash hash(ByteString bytes) {
    return ContentHash.fromBytes(bytes.toByteArray());
  }

  private static ProblemException otherFormat(GroupIndexHeaderMsg message) {
    return new ProblemException(
        new Problem(
            "E-FORMAT",
            "",
            "the group index has format %s, this program reads format %d"
                .formatted(
                    Integer.toUnsignedString(message.getFormatVersion()), GroupIndexFormat.VERSION),
            "install a newer Lockstep here first"));
  }

  public GroupIndexHeader header() {
    return header;
  }

  /// The next group, or null after the last.
  ///
  /// @throws IntegrityException when it is impossible, or the index is cut
  public @Nullable Group next() throws IOException {
    if (groups == header.groups()) {
      messages.expectEnd();
      return null;
    }
    byte[] bytes = messages.next(GroupIndexFormat.MAX_GROUP_BYTES);
    if (bytes == null) {
      throw new IntegrityException(
          "the group index has %d groups, it says %d".formatted(groups, header.groups()));
    }
    groups++;
    GroupIndexFormat.requireAffordable(bytes);
    try {
      return codec.decode(GroupMsg.parseFrom(bytes));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new IntegrityException("a group of the index is damaged", e);
    }
  }

  @Override
  public void close() throws IOException {
    messages.close();
  }
}
