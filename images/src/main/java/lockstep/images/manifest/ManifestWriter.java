package lockstep.images.manifest;

import com.google.protobuf.AbstractMessageLite;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
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
    ManifestTotals totals = rules.finish();
    TrailerMsg.newBuilder()
        .setEntries(totals.entries())
        .setFiles(totals.files())
        .setTotalBytes(totals.totalBytes())
        .setChunkReferences(totals.chunkReferences())
        .build()
        .writeDelimitedTo(out);
    out.flush();
    return new ImageId(ContentHash.of(digest));
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
