package lockstep.images.pack;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import lockstep.images.stored.StoredStream;
import lockstep.proto.PackIndexHeaderMsg;
import lockstep.proto.PackMsg;
import lockstep.proto.PlacesMsg;

/// Writes a pack index, compressed. Not safe for threads.
public final class PackIndexWriter {
  /// Two percent from the best, which would take longer than all else that a small build does.
  private static final int LEVEL = 6;

  private final OutputStream out;
  private final PackIndexChecks checks;
  private PlacesMsg.Builder places = PlacesMsg.newBuilder();

  /// @param out closed by [#finish]
  public PackIndexWriter(OutputStream out, List<Pack> packs, long chunkReferences)
      throws IOException {
    this.out = StoredStream.compressing(out, LEVEL);
    this.checks = new PackIndexChecks(packs, chunkReferences);
    PackIndexHeaderMsg.Builder header =
        PackIndexHeaderMsg.newBuilder()
            .setFormatVersion(PackFormat.VERSION)
            .setChunkReferences(chunkReferences);
    for (Pack pack : packs) {
      header.addPacks(
          PackMsg.newBuilder()
              .setDigest(ByteString.copyFrom(pack.digest().toArray()))
              .setSize(pack.sizeBytes()));
    }
    header.build().writeDelimitedTo(this.out);
  }

  /// The next place, in the order of the manifest's chunk references.
  public void add(ChunkPlace place) throws IOException {
    checks.accept(place);
    places.addPack(place.pack()).addOffset(place.offset()).addStoredLength(place.storedLength());
    if (places.getPackCount() == PackFormat.PLACES_PER_MESSAGE) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (places.getPackCount() > 0) {
      places.build().writeDelimitedTo(out);
      places = PlacesMsg.newBuilder();
    }
  }

  /// Ends the index and closes it.
  public void finish() throws IOException {
    checks.finish();
    flush();
    out.close();
  }
}
