package lockstep.images.delta;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import lockstep.images.ContentHash;
import lockstep.proto.DeltaIndexHeaderMsg;
import lockstep.proto.DeltaRecordMsg;

/// Writes a delta index. Not safe for threads.
public final class DeltaIndexWriter {
  private final OutputStream out;
  private final DeltaIndexChecks checks;

  /// @param out stays open
  public DeltaIndexWriter(OutputStream out, DeltaHeader header) throws IOException {
    this.out = out;
    this.checks = new DeltaIndexChecks(header);
    DeltaIndexHeaderMsg.Builder message =
        DeltaIndexHeaderMsg.newBuilder()
            .setFormatVersion(DeltaIndexChecks.VERSION)
            .setFrom(bytes(header.from().hash()))
            .setTo(bytes(header.to().hash()))
            .setObjectSize(header.objectBytes())
            .setBlockBytes(header.blockBytes())
            .setRecords(header.records());
    for (ContentHash digest : header.blockDigests()) {
      message.addBlockDigests(bytes(digest));
    }
    message.build().writeDelimitedTo(out);
  }

  public void add(DeltaRecord record) throws IOException {
    checks.accept(record);
    DeltaRecordMsg.newBuilder()
        .setEntry(record.entry())
        .setBaseHash(bytes(record.base()))
        .setBaseSize(record.baseBytes())
        .setOffset(record.offset())
        .setStoredLength(record.storedLength())
        .build()
        .writeDelimitedTo(out);
  }

  /// Ends the index and flushes it.
  public void finish() throws IOException {
    checks.finish();
    out.flush();
  }

  private static ByteString bytes(ContentHash hash) {
    return ByteString.copyFrom(hash.toArray());
  }
}
