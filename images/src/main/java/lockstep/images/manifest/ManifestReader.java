package lockstep.images.manifest;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.stored.MessageBudget;
import lockstep.images.stored.MessageBudget.Shape;
import lockstep.images.stored.MessageReader;
import lockstep.proto.EntryMsg;
import lockstep.proto.HeaderMsg;
import lockstep.proto.TrailerMsg;
import org.jspecify.annotations.Nullable;

/// Reads a manifest, entry by entry, believing nothing. Not safe for threads.
///
/// An entry it hands out obeys every rule towards the entries before it; that the manifest is whole is known only when
/// [#next] has answered null.
public final class ManifestReader implements AutoCloseable {
  private static final String WHAT = "manifest";
  private static final Shape HEADER = Shape.of(Map.of(HeaderMsg.PACKAGES_FIELD_NUMBER, Shape.FLAT));
  private static final Shape ENTRY =
      Shape.of(
          Map.of(
              EntryMsg.XATTRS_FIELD_NUMBER, Shape.FLAT,
              EntryMsg.SEGMENTS_FIELD_NUMBER, Shape.FLAT));

  private final MessageReader messages;
  private final ManifestHeader header;
  private final EntryCodec codec;
  private final ManifestRules rules = new ManifestRules();
  private long firstChunkReference;

  /// Read one ahead: only the end of the file tells that a message is the trailer.
  private byte @Nullable [] ahead;

  private ManifestReader(MessageReader messages) throws IOException {
    this.messages = messages;
    byte[] first = messages.next(ManifestFormat.MAX_HEADER_BYTES);
    if (first == null) {
      throw new IntegrityException("the manifest is empty");
    }
    MessageBudget.require(first, HEADER, WHAT);
    try {
      this.header = HeaderCodec.decode(HeaderMsg.parseFrom(first));
    } catch (InvalidProtocolBufferException e) {
      throw new IntegrityException("the manifest's header is damaged", e);
    }
    this.codec = new EntryCodec(header.chunkSizes());
    this.ahead = messages.next(ManifestFormat.MAX_ENTRY_BYTES);
  }

  /// @param plain the uncompressed manifest; closed with the reader
  /// @throws IntegrityException when the header is damaged
  /// @throws lockstep.images.ProblemException `E-FORMAT` when the manifest is of a newer format
  public static ManifestReader open(InputStream plain) throws IOException {
    return MessageReader.begin(plain, WHAT, ManifestReader::new);
  }

  public ManifestHeader header() {
    return header;
  }

  /// The next entry in path order, or null when the manifest ended as its trailer says.
  ///
  /// @throws IntegrityException when it breaks a rule, or the manifest is cut
  public @Nullable Entry next() throws IOException {
    byte[] message = ahead;
    if (message == null) {
      throw new IntegrityException("the manifest ends without a trailer");
    }
    MessageBudget.require(message, ENTRY, WHAT);
    byte[] following = messages.next(ManifestFormat.MAX_ENTRY_BYTES);
    if (following == null) {
      finish(message);
      return null;
    }
    ahead = following;
    return entry(message);
  }

  private Entry entry(byte[] message) throws IOException {
    try {
      Entry entry = codec.decode(EntryMsg.parseFrom(message), rules.last());
      firstChunkReference = rules.totals().chunkReferences();
      rules.accept(entry);
      return entry;
    } catch (InvalidProtocolBufferException e) {
      throw new IntegrityException("entry %d is damaged".formatted(rules.totals().entries()), e);
    }
  }

  private void finish(byte[] message) throws IOException {
    ManifestTotals found = rules.finish();
    TrailerMsg trailer;
    try {
      trailer = TrailerMsg.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IntegrityException("the manifest is cut or its trailer damaged", e);
    }
    ManifestTotals told =
        new ManifestTotals(
            trailer.getEntries(),
            trailer.getFiles(),
            trailer.getTotalBytes(),
            trailer.getChunkReferences());
    if (!told.equals(found)) {
      throw new IntegrityException(
          "the manifest adds up to %s, its trailer says %s".formatted(found, told));
    }
  }

  /// The ordinal of the entry [#next] answered last, counted from 0.
  public long ordinal() {
    return rules.totals().entries() - 1;
  }

  /// How many chunk references stand before that entry: where its places start in the pack index.
  public long firstChunkReference() {
    return firstChunkReference;
  }

  /// Of the entries so far.
  public ManifestTotals totals() {
    return rules.totals();
  }

  @Override
  public void close() throws IOException {
    messages.close();
  }
}
