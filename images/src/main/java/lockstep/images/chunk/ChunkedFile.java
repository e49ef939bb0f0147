package lockstep.images.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Segment;

/// One file on its way to being [Content]. Zero blocks wait in a count until it is known whether they make a hole.
final class ChunkedFile {
  private static final byte[] ZEROS = new byte[64 << 10];

  private final Gear gear;
  private final int maxChunkBytes;
  private final ChunkSink sink;
  private final List<Segment> segments = new ArrayList<>();
  private final MessageDigest chunkDigest = ContentHash.sha256();

  /// Starts as a copy of the first chunk's, so that a file of a single chunk is hashed once.
  private MessageDigest wholeDigest = ContentHash.sha256();

  /// Bytes not cut yet stand in `pending[from, to)`.
  private byte[] pending;

  private int from;
  private int to;
  private long pendingZeros;
  private long position;

  /// @param room for what waits to be cut; replaced when it does not suffice
  ChunkedFile(Gear gear, int maxChunkBytes, ChunkSink sink, byte[] room) {
    this.gear = gear;
    this.maxChunkBytes = maxChunkBytes;
    this.sink = sink;
    this.pending = room;
  }

  /// For the next file, when this one is finished.
  byte[] room() {
    return pending;
  }

  void zeros(long bytes) {
    pendingZeros += bytes;
  }

  void data(byte[] bytes, int start, int end) throws IOException {
    settleZeros();
    append(bytes, start, end - start);
  }

  Content finish() throws IOException {
    settleZeros();
    cutWhile(1);
    ContentHash hash =
        segments.size() == 1 && segments.getFirst() instanceof Segment.Chunk only
            ? only.hash()
            : ContentHash.of(wholeDigest);
    return new Content(position, hash, segments);
  }

  private void settleZeros() throws IOException {
    if (pendingZeros >= Chunker.MIN_HOLE_BYTES) {
      cutWhile(1);
      digestZeros(pendingZeros);
      segments.add(new Segment.Hole(pendingZeros));
      position += pendingZeros;
      pendingZeros = 0;
    }
    while (pendingZeros > 0) {
      int length = (int) Math.min(pendingZeros, ZEROS.length);
      append(ZEROS, 0, length);
      pendingZeros -= length;
    }
  }

  private void append(byte[] bytes, int start, int length) throws IOException {
    if (to + length > pending.length) {
      makeRoom(length);
    }
    System.arraycopy(bytes, start, pending, to, length);
    to += length;
    if (to - from >= 2 * maxChunkBytes) {
      cutWhile(maxChunkBytes);
    }
  }

  private void makeRoom(int length) {
    int held = to - from;
    int needed = held + length;
    byte[] target =
        needed * 2L <= pending.length ? pending : new byte[Math.max(needed, pending.length * 2)];
    System.arraycopy(pending, from, target, 0, held);
    pending = target;
    from = 0;
    to = held;
  }

  /// Cuts while at least `held` bytes are pending: a cut must see the longest chunk, or the end of the data.
  private void cutWhile(int held) throws IOException {
    while (to - from >= held) {
      int length = gear.cut(pending, from, to);
      emit(length);
      from += length;
    }
    if (from == to) {
      from = 0;
      to = 0;
    }
  }

  private void emit(int length) throws IOException {
    chunkDigest.update(pending, from, length);
    if (position == 0) {
      wholeDigest = copyOf(chunkDigest);
    } else {
      wholeDigest.update(pending, from, length);
    }
    Segment.Chunk chunk = new Segment.Chunk(ContentHash.of(chunkDigest), length);
    segments.add(chunk);
    sink.accept(position, chunk, ByteBuffer.wrap(pending, from, length).slice().asReadOnlyBuffer());
    position += length;
  }

  private void digestZeros(long bytes) {
    for (long left = bytes; left > 0; left -= ZEROS.length) {
      wholeDigest.update(ZEROS, 0, (int) Math.min(left, ZEROS.length));
    }
  }

  private static MessageDigest copyOf(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("every Java can copy a SHA-256 in progress", e);
    }
  }
}
