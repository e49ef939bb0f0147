package lockstep.images.manifest;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Segment;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.chunk.Chunker;
import lockstep.proto.EntryMsg;
import lockstep.proto.SegmentMsg;

/// The content of a file entry. Whatever is wrong with it is an [IllegalArgumentException], named by the caller.
final class ContentCodec {
  private final ChunkSizes sizes;

  ContentCodec(ChunkSizes sizes) {
    this.sizes = sizes;
  }

  void encode(Content content, EntryMsg.Builder message) {
    message.setSize(content.size());
    for (Segment segment : content.segments()) {
      message.addSegments(
          switch (segment) {
            case Segment.Chunk chunk ->
                SegmentMsg.newBuilder()
                    .setHash(ByteString.copyFrom(chunk.hash().toArray()))
                    .setLength(chunk.lengthBytes());
            case Segment.Hole hole -> SegmentMsg.newBuilder().setLength(hole.length());
          });
    }
    if (!hashIsImplied(content.segments())) {
      message.setContentHash(ByteString.copyFrom(content.hash().toArray()));
    }
  }

  Content decode(EntryMsg message) {
    List<Segment> segments = new ArrayList<>(message.getSegmentsCount());
    long position = 0;
    boolean afterHole = false;
    for (SegmentMsg segmentMsg : message.getSegmentsList()) {
      Segment segment = segment(segmentMsg);
      boolean hole = segment instanceof Segment.Hole;
      if (hole && (afterHole || position % Chunker.BLOCK_BYTES != 0)) {
        throw new IllegalArgumentException("a hole at " + position + ", where none may be");
      }
      segments.add(segment);
      position = Math.addExact(position, segment.length());
      afterHole = hole;
    }
    return new Content(message.getSize(), hash(message, segments), segments);
  }

  private Segment segment(SegmentMsg message) {
    long length = message.getLength();
    if (message.getHash().isEmpty()) {
      if (length < Chunker.MIN_HOLE_BYTES || length % Chunker.BLOCK_BYTES != 0) {
        throw new IllegalArgumentException("a hole of " + Long.toUnsignedString(length) + " bytes");
      }
      return new Segment.Hole(length);
    }
    if (length < 1 || length > sizes.maxBytes()) {
      throw new IllegalArgumentException("a chunk of " + Long.toUnsignedString(length) + " bytes");
    }
    return new Segment.Chunk(ContentHash.fromBytes(message.getHash().toByteArray()), (int) length);
  }

  private static ContentHash hash(EntryMsg message, List<Segment> segments) {
    if (!hashIsImplied(segments)) {
      return ContentHash.fromBytes(message.getContentHash().toByteArray());
    }
    if (!message.getContentHash().isEmpty()) {
      throw new IllegalArgumentException("a content hash beside the single chunk's");
    }
    return segments.isEmpty() ? ContentHash.EMPTY : ((Segment.Chunk) segments.getFirst()).hash();
  }

  /// No segment, or a single chunk: its hash is the whole's.
  private static boolean hashIsImplied(List<Segment> segments) {
    return segments.isEmpty()
        || (segments.size() == 1 && segments.getFirst() instanceof Segment.Chunk);
  }
}
