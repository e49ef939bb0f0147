package lockstep.images.delta;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Bytes outside the Java heap, given back on close. One thread at a time.
public final class OffHeap implements AutoCloseable {
  /// Less than that comes from `malloc`.
  private static final long PAGES_BYTES = 256 << 10;

  private final Arena arena;
  private final MemorySegment memory;

  private OffHeap(Arena arena, MemorySegment memory) {
    this.arena = arena;
    this.memory = memory;
  }

  /// @param bytes 0 to 2 GiB - 1; all zero
  @SuppressWarnings("MustBeClosed") // the arena lives as long as what is returned
  public static OffHeap allocate(long bytes) {
    Arena arena = Arena.ofShared();
    return new OffHeap(
        arena, bytes < PAGES_BYTES ? arena.allocate(bytes, 16) : Pages.allocate(bytes, arena));
  }

  public static OffHeap copyOf(ByteBuffer bytes) {
    OffHeap copy = allocate(bytes.remaining());
    copy.buffer().put(bytes.duplicate());
    return copy;
  }

  /// A view of all the bytes, position 0; not to be touched after [#close].
  public ByteBuffer buffer() {
    return memory.asByteBuffer();
  }

  public long sizeBytes() {
    return memory.byteSize();
  }

  MemorySegment memory() {
    return memory;
  }

  /// A view of some of the bytes, position 0; not to be touched after [#close].
  public ByteBuffer slice(long offset, int length) {
    return memory.asSlice(offset, length).asByteBuffer();
  }

  @Override
  public void close() {
    arena.close();
  }
}
