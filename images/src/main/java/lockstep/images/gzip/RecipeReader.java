package lockstep.images.gzip;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.images.IntegrityException;

/// Reads what [RecipeWriter] writes, and refuses everything else.
final class RecipeReader {
  private static final int END = -1;

  private final ByteBuffer in;
  private long textLeft;

  private RecipeReader(ByteBuffer in, long textBytes) {
    this.in = in;
    textLeft = textBytes;
  }

  /// @param textBytes how long the text is that the recipe goes with
  static Recipe read(Bytes recipe, long textBytes) throws IntegrityException {
    if (recipe.length() > GzipMaker.MAX_RECIPE_BYTES) {
      throw new IntegrityException(
          "a gzip recipe has %d bytes, at most %d are allowed"
              .formatted(recipe.length(), GzipMaker.MAX_RECIPE_BYTES));
    }
    try {
      return new RecipeReader(ByteBuffer.wrap(recipe.toArray()), textBytes).recipe();
    } catch (BufferUnderflowException e) {
      throw new IntegrityException("a gzip recipe ends too early", e);
    }
  }

  private Recipe recipe() throws IntegrityException {
    int version = in.get();
    if (version != RecipeWriter.VERSION) {
      throw new IntegrityException("a gzip recipe has version %d".formatted(version));
    }
    List<Recipe.Member> members = new ArrayList<>();
    int next;
    do {
      next = member(members);
    } while (next == RecipeWriter.ANOTHER_MEMBER);
    return new Recipe(members, trailing(next));
  }

  /// @return the mark that says what follows, [#END] for nothing
  private int member(List<Recipe.Member> members) throws IntegrityException {
    int first = in.get() & 0xff;
    int number = first & ~RecipeWriter.OWN_HEADER;
    if (number >= Encoder.NUMBERS) {
      throw new IntegrityException("a gzip recipe names encoder %d".formatted(number));
    }
    Encoder encoder = Encoder.numbered(number);
    Bytes header =
        first == number ? GzipHeader.plain(encoder) : bytes((int) number("header", in.remaining()));
    int next = in.hasRemaining() ? in.get() & 0xff : END;
    boolean last = next != RecipeWriter.ANOTHER_MEMBER;
    long textBytes = last ? textLeft : number("text", textLeft);
    textLeft -= textBytes;
    members.add(new Recipe.Member(encoder, header, textBytes));
    return next;
  }

  private Bytes trailing(int next) throws IntegrityException {
    if (next == RecipeWriter.TRAILING && in.hasRemaining()) {
      return bytes(in.remaining());
    }
    if (next != END) {
      throw new IntegrityException("a gzip recipe has a mark %d".formatted(next));
    }
    return Bytes.EMPTY;
  }

  private Bytes bytes(int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return Bytes.copyOf(bytes);
  }

  private long number(String what, long most) throws IntegrityException {
    long value = 0;
    int shift = 0;
    byte read;
    do {
      read = in.get();
      value |= (read & 0x7fL) << shift;
      shift += 7;
    } while (read < 0 && shift < 35);
    if (read < 0 || value > most) {
      throw new IntegrityException(
          "a gzip recipe has a %s of more than %d bytes".formatted(what, most));
    }
    return value;
  }
}
