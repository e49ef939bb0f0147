package lockstep.images.gzip;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import lockstep.excludes.Bytes;
import lockstep.images.IntegrityException;

/// Makes a gzip file again from its text and recipe. Safe for many threads: each call has a state of its own, about half
/// a megabyte whatever the length of the text.
public final class GzipMaker {
  /// Longer recipes are neither made nor read.
  public static final int MAX_RECIPE_BYTES = 4096;

  private GzipMaker() {}

  /// Text and file may lie on the heap or off it; their positions stay where they are.
  ///
  /// @param text from position to limit
  /// @param into filled from position to limit: as many bytes as the file has, and none beyond; what it holds after a
  ///     failure is not defined
  /// @throws IntegrityException when the recipe cannot be understood, or makes fewer or more bytes
  public static void make(ByteBuffer text, Bytes recipe, ByteBuffer into)
      throws IntegrityException {
    if (!make(text, recipe, ByteTarget.filling(into.duplicate()))) {
      throw new IntegrityException(
          "a gzip recipe for a text of %d bytes does not make a file of %d bytes"
              .formatted(text.remaining(), into.remaining()));
    }
  }

  /// @return whether the target took all of the file, and wanted no more
  static boolean make(ByteBuffer text, Bytes recipe, ByteTarget target) throws IntegrityException {
    Recipe read = RecipeReader.read(recipe, text.remaining());
    BitSink sink = new BitSink(target);
    int from = text.position();
    for (Recipe.Member member : read.members()) {
      int length = Math.toIntExact(member.textBytes());
      member(text.slice(from, length), member, sink);
      from += length;
      if (sink.isRefused()) {
        return false;
      }
    }
    bytes(read.trailing(), sink);
    return sink.drain() && target.isComplete();
  }

  private static void member(ByteBuffer text, Recipe.Member member, BitSink sink) {
    bytes(member.header(), sink);
    CRC32 checksum = new CRC32();
    checksum.update(text.duplicate());
    new Parse(member.encoder(), new Window(text.duplicate(), member.encoder()), sink).run();
    sink.bits(checksum.getValue(), 32);
    sink.bits(text.remaining(), 32);
  }

  private static void bytes(Bytes bytes, BitSink sink) {
    sink.bytes(bytes.toArray(), 0, bytes.length());
  }
}
