package lockstep.images.pack;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.stored.MessageBudget;
import lockstep.images.stored.MessageBudget.Shape;
import lockstep.images.stored.MessageReader;
import lockstep.images.stored.StoredStream;
import lockstep.proto.PackIndexHeaderMsg;
import lockstep.proto.PackMsg;
import lockstep.proto.PlacesMsg;
import org.jspecify.annotations.Nullable;

/// Reads a pack index as stored, place by place, believing nothing. Not safe for threads.
public final class PackIndexReader implements AutoCloseable {
  private static final String WHAT = "pack index";
  private static final Shape HEADER =
      Shape.of(Map.of(PackIndexHeaderMsg.PACKS_FIELD_NUMBER, Shape.FLAT));

  private final MessageReader messages;
  private final PackIndexChecks checks;
  private PlacesMsg places = PlacesMsg.getDefaultInstance();
  private int at;

  private PackIndexReader(MessageReader messages) throws IOException {
    this.messages = messages;
    this.checks = header(messages.next(PackFormat.MAX_HEADER_BYTES));
  }

  /// @param stored the index as it lies in the repository; closed with the reader
  /// @throws IntegrityException when the header is damaged
  /// @throws ProblemException `E-FORMAT` when the index is of a newer format
  public static PackIndexReader open(InputStream stored) throws IOException {
    InputStream plain = StoredStream.decompressing(stored, StoredStream.UNKNOWN_LENGTH);
    return MessageReader.begin(plain, WHAT, PackIndexReader::new);
  }

  private static PackIndexChecks header(byte @Nullable [] first) throws IOException {
    if (first == null) {
      throw new IntegrityException("the pack index is empty");
    }
    MessageBudget.require(first, HEADER, WHAT);
    try {
      PackIndexHeaderMsg header = PackIndexHeaderMsg.parseFrom(first);
      if (header.getFormatVersion() != PackFormat.VERSION) {
        throw new ProblemException(
            new Problem(
                "E-FORMAT",
                "",
                "the pack index has format %s, this program reads format %d"
                    .formatted(
                        Integer.toUnsignedString(header.getFormatVersion()), PackFormat.VERSION),
                "install a newer Lockstep here first"));
      }
      List<Pack> packs = new ArrayList<>();
      for (PackMsg pack : header.getPacksList()) {
        packs.add(new Pack(ContentHash.fromBytes(pack.getDigest().toByteArray()), pack.getSize()));
      }
      return new PackIndexChecks(packs, header.getChunkReferences());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new IntegrityException("the pack index's header is damaged", e);
    }
  }

  public List<Pack> packs() {
    return checks.packs();
  }

  /// How many places the index says it names. Compare it with the manifest's.
  public long chunkReferences() {
    return checks.expected();
  }

  /// The place of the next chunk reference, or null after the last.
  ///
  /// @throws IntegrityException when it lies in no pack, or the index is cut
  public @Nullable ChunkPlace next() throws IOException {
    if (at == places.getPackCount() && !refill()) {
      checks.finish();
      return null;
    }
    ChunkPlace place =
        new ChunkPlace(places.getPack(at), places.getOffset(at), places.getStoredLength(at));
    at++;
    checks.accept(place);
    return place;
  }

  private boolean refill() throws IOException {
    byte[] message = messages.next(PackFormat.MAX_PLACES_BYTES);
    if (message == null) {
      return false;
    }
    try {
      places = PlacesMsg.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IntegrityException("the pack index is damaged", e);
    }
    int count = places.getPackCount();
    if (count == 0
        || count > PackFormat.PLACES_PER_MESSAGE
        || places.getOffsetCount() != count
        || places.getStoredLengthCount() != count) {
      throw new IntegrityException("the pack index has lists that do not run in parallel");
    }
    at = 0;
    return true;
  }

  @Override
  public void close() throws IOException {
    messages.close();
  }
}
