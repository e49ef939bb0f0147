package lockstep.images.gzip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.excludes.Bytes;
import lockstep.images.IntegrityException;

/// Opens gzip files that can be made again exactly. Safe for many threads.
public final class GzipOpener {
  private GzipOpener() {}

  /// Inflates the file, finds the encoder that wrote it, and makes it again to be sure.
  ///
  /// @param file on the heap or off it, from position to limit, which stay where they are
  /// @param maxTextBytes files with a longer text are not opened; at most 2 GiB - 9 are
  /// @return empty when this is not a gzip file, is damaged, or cannot be made again bit for bit
  public static Optional<OpenedGzip> open(ByteBuffer file, long maxTextBytes) {
    int most = Math.clamp(maxTextBytes, 0, Integer.MAX_VALUE - 9);
    return GzipText.read(file.slice(), most).flatMap(it -> open(file.slice(), it));
  }

  /// The text of a file that was opened before, maybe elsewhere, without looking for its recipe again.
  ///
  /// @param file on the heap or off it, from position to limit, which stay where they are
  /// @param into the same; filled, so as long as the text. What it holds after a failure is not defined
  /// @throws IntegrityException when this is not a gzip file, is damaged, or has a text of another length
  public static void inflate(ByteBuffer file, ByteBuffer into) throws IntegrityException {
    Optional<GzipText> read = GzipText.read(file.slice(), into.slice());
    if (read.isEmpty() || read.get().text().remaining() != into.remaining()) {
      throw new IntegrityException(
          "a file of %d bytes is not a gzip file with a text of %d bytes"
              .formatted(file.remaining(), into.remaining()));
    }
  }

  private static Optional<OpenedGzip> open(ByteBuffer file, GzipText read) {
    if (read.trailing().remaining() > GzipMaker.MAX_RECIPE_BYTES) {
      return Optional.empty();
    }
    ByteBuffer text = read.text();
    List<Recipe.Member> members = new ArrayList<>();
    int fileFrom = 0;
    int textFrom = 0;
    for (GzipText.Part part : read.parts()) {
      Optional<Recipe.Member> member =
          member(
              part, text.slice(textFrom, part.textBytes()), file.slice(fileFrom, part.fileBytes()));
      if (member.isEmpty()) {
        return Optional.empty();
      }
      members.add(member.get());
      fileFrom += part.fileBytes();
      textFrom += part.textBytes();
    }
    Bytes recipe = RecipeWriter.write(new Recipe(members, copyOf(read.trailing())));
    boolean sure = file.remaining() == fileFrom && members.size() == 1;
    return sure || makes(text, recipe, file)
        ? Optional.of(new OpenedGzip(text, recipe))
        : Optional.empty();
  }

  /// Finds the encoder by making the member with one after the other.
  private static Optional<Recipe.Member> member(
      GzipText.Part part, ByteBuffer text, ByteBuffer file) {
    for (Encoder encoder : EncoderGuesses.of(part.header())) {
      Recipe.Member member = new Recipe.Member(encoder, part.header(), part.textBytes());
      if (makes(text, RecipeWriter.write(new Recipe(List.of(member), Bytes.EMPTY)), file)) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  private static boolean makes(ByteBuffer text, Bytes recipe, ByteBuffer file) {
    try {
      return GzipMaker.make(text, recipe, ByteTarget.comparing(file));
    } catch (IntegrityException e) {
      return false; // longer than a recipe may be
    }
  }

  private static Bytes copyOf(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(0, copy);
    return Bytes.copyOf(copy);
  }
}
