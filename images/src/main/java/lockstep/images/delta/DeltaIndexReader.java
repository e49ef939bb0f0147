package lockstep.images.delta;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.stored.MessageReader;
import lockstep.proto.DeltaIndexHeaderMsg;
import lockstep.proto.DeltaRecordMsg;
import org.jspecify.annotations.Nullable;

/// Reads a delta index, record by record, believing nothing. Not safe for threads.
public final class DeltaIndexReader implements AutoCloseable {
  private final MessageReader messages;
  private final DeltaHeader header;
  private final DeltaIndexChecks checks;

  private DeltaIndexReader(MessageReader messages) throws IOException {
    this.messages = messages;
    this.header = header(messages.next(DeltaIndexChecks.MAX_HEADER_BYTES));
    this.checks = new DeltaIndexChecks(header);
  }

  /// @param in closed with the reader
  /// @throws IntegrityException when the header is damaged
  /// @throws ProblemException `E-FORMAT` when the index is of a newer format
  public static DeltaIndexReader open(InputStream in) throws IOException {
    return new DeltaIndexReader(new MessageReader(in, "delta index"));
  }

  private static DeltaHeader header(byte @Nullable [] first) throws IOException {
    if (first == null) {
      throw new IntegrityException("the delta index is empty");
    }
    try {
      DeltaIndexHeaderMsg message = DeltaIndexHeaderMsg.parseFrom(first);
      if (message.getFormatVersion() != DeltaIndexChecks.VERSION) {
        throw newerFormat(message);
      }
      List<ContentHash> digests = new ArrayList<>(message.getBlockDigestsCount());
      for (ByteString digest : message.getBlockDigestsList()) {
        digests.add(hash(digest));
      }
      return new DeltaHeader(
          new ImageId(hash(message.getFrom())),
          new ImageId(hash(message.getTo())),
          message.getObjectSize(),
          message.getBlockBytes(),
          digests,
          message.getRecords());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new IntegrityException("the delta index's header is damaged", e);
    }
  }

  private static ProblemException newerFormat(DeltaIndexHeaderMsg message) {
    return new ProblemException(
        new Problem(
            "E-FORMAT",
            "",
            "the delta index has format %s, this program reads format %d"
                .formatted(
                    Integer.toUnsignedString(message.getFormatVersion()), DeltaIndexChecks.VERSION),
            "install a newer Lockstep here first"));
  }

  public DeltaHeader header() {
    return header;
  }

  /// The next record in the order of the target's manifest, or null after the last.
  ///
  /// @throws IntegrityException when it is impossible, or the index is cut
  public @Nullable DeltaRecord next() throws IOException {
    byte[] bytes = messages.next(DeltaIndexChecks.MAX_RECORD_BYTES);
    if (bytes == null) {
      checks.finish();
      return null;
    }
    try {
      DeltaRecordMsg message = DeltaRecordMsg.parseFrom(bytes);
      DeltaRecord record =
          new DeltaRecord(
              message.getEntry(),
              hash(message.getBaseHash()),
              message.getBaseSize(),
              message.getOffset(),
              message.getStoredLength());
      checks.accept(record);
      return record;
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new IntegrityException("a record of the delta index is damaged", e);
    }
  }

  private static ContentHash hash(ByteString bytes) {
    return ContentHash.fromBytes(bytes.toByteArray());
  }

  @Override
  public void close() throws IOException {
    messages.close();
  }
}
