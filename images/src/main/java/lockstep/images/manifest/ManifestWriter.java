package lockstep.images.manifest;

import com.google.protobuf.AbstractMessageLite;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.BitSet;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.stored.MessageReader;
import lockstep.proto.EntryMsg;
import lockstep.proto.HeaderMsg;
import lockstep.proto.TrailerMsg;

/// Writes a manifest, entry by entry, and learns its name. Not safe for threads.
public final class ManifestWriter {
  private static final int BUFFER_BYTES = 64 << 10;

  private final MessageDigest digest = ContentHash.sha256();
  private final OutputStream out;
  private final ManifestRules rules = new ManifestRules();
  private final EntryCodec codec;

  /// @param out receives the uncompressed manifest; it stays open
  public ManifestWriter(OutputStream out, ManifestHeader header) throws IOException {
    this.out = new BufferedOutputStream(new DigestOutputStream(out, digest), BUFFER_BYTES);
    this.codec = new EntryCodec(header.chunkSizes());
    HeaderMsg message = HeaderCodec.encode(header);
    write(message, message.getSerializedSize(), ManifestFormat.MAX_HEADER_BYTES, "the header");
  }

  /// @throws IntegrityException when a reader would refuse the manifest because of this entry
  public void add(Entry entry) throws IOException {
    EntryMsg message = codec.encode(entry, rules.last());
    codec.decode(message, rules.last());
    rules.accept(entry);
    write(
        message,
        message.getSerializedSize(),
        ManifestFormat.MAX_ENTRY_BYTES,
        entry.path().toString());
  }

  /// The ordinal that the next entry gets, counted from 0.
  public long nextOrdinal() {
    return rules.totals().entries();
  }

  /// Ends the manifest and flushes it.
  public ImageId finish() throws IOException {
    trailer(rules.finish()).writeDelimitedTo(out);
    out.flush();
    return new ImageId(ContentHash.of(digest));
  }

  /// Whether each file that was added as linked got a second name.
  public boolean linksAreComplete() {
    return rules.filesWithoutSecondName().isEmpty();
  }

  /// Passes on what was written so far.
  public void flush() throws IOException {
    out.flush();
  }

  /// Ends a manifest whose links are not complete: a copy of it, where the files that got no second name are not linked.
  ///
  /// @param written what this writer has written so far, all of it; stays open
  /// @param corrected receives the manifest; stays open
  public ImageId finishCorrected(InputStream written, OutputStream corrected) throws IOException {
    MessageDigest correctedDigest = ContentHash.sha256();
    OutputStream copy =
        new BufferedOutputStream(new DigestOutputStream(corrected, correctedDigest), BUFFER_BYTES);
    copyCorrected(written, copy);
    trailer(rules.totals()).writeDelimitedTo(copy);
    copy.flush();
    return new ImageId(ContentHash.of(correctedDigest));
  }

  @SuppressWarnings("resource") // the caller's stream, which stays open
  private void copyCorrected(InputStream written, OutputStream copy) throws IOException {
    MessageReader messages = new MessageReader(written, "manifest");
    BitSet lonely = rules.filesWithoutSecondName();
    for (int ordinal = -1; ordinal < rules.totals().entries(); ordinal++) {
      byte[] message = messages.next(ManifestFormat.MAX_ENTRY_BYTES);
      if (message == null) {
        throw new IntegrityException("the manifest that was just written is cut");
      }
      if (ordinal < 0) {
        HeaderMsg.parseFrom(message).writeDelimitedTo(copy);
      } else {
        EntryMsg entry = EntryMsg.parseFrom(message);
        (lonely.get(ordinal) ? entry.toBuilder().setLinked(false).build() : entry)
            .writeDelimitedTo(copy);
      }
    }
  }

  private static TrailerMsg trailer(ManifestTotals totals) {
    return TrailerMsg.newBuilder()
        .setEntries(totals.entries())
        .setFiles(totals.files())
        .setTotalBytes(totals.totalBytes())
        .setChunkReferences(totals.chunkReferences())
        .build();
  }

  /// What was added so far.
  public ManifestTotals totals() {
    return rules.totals();
  }

  private void write(AbstractMessageLite<?, ?> message, int bytes, int limit, String what)
      throws IOException {
    if (bytes > limit) {
      throw new IntegrityException(
          "%s needs %d bytes in the manifest, the limit is %d".formatted(what, bytes, limit));
    }
    message.writeDelimitedTo(out);
  }
}
