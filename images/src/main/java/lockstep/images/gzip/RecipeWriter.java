package lockstep.images.gzip;

import java.io.ByteArrayOutputStream;
import lockstep.excludes.Bytes;

/// Recipes to bytes: `docs/formats/gzip-recipe-v1.md`. [RecipeReader] reads them.
final class RecipeWriter {
  static final int VERSION = 1;

  /// Set in a member's first byte when its header is not the one that [GzipHeader#plain] gives.
  static final int OWN_HEADER = 0x80;

  static final int ANOTHER_MEMBER = 1;
  static final int TRAILING = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private RecipeWriter() {}

  static Bytes write(Recipe recipe) {
    RecipeWriter writer = new RecipeWriter();
    writer.recipe(recipe);
    return Bytes.copyOf(writer.out.toByteArray());
  }

  private void recipe(Recipe recipe) {
    out.write(VERSION);
    int last = recipe.members().size() - 1;
    for (Recipe.Member member : recipe.members().subList(0, last)) {
      member(member);
      out.write(ANOTHER_MEMBER);
      number(member.textBytes());
    }
    member(recipe.members().get(last));
    if (recipe.trailing().length() > 0) {
      out.write(TRAILING);
      out.writeBytes(recipe.trailing().toArray());
    }
  }

  private void member(Recipe.Member member) {
    int encoder = member.encoder().number();
    if (member.header().equals(GzipHeader.plain(member.encoder()))) {
      out.write(encoder);
    } else {
      out.write(encoder | OWN_HEADER);
      number(member.header().length());
      out.writeBytes(member.header().toArray());
    }
  }

  /// Seven bits a byte, the lowest first; the last byte has its top bit clear.
  private void number(long value) {
    long left = value;
    for (; left > 0x7f; left >>>= 7) {
      out.write((int) ((left & 0x7f) | 0x80));
    }
    out.write((int) left);
  }
}
