package lockstep.images.difference;

import java.util.function.LongUnaryOperator;

/// A file as a row of symbols in which the same thing looks the same wherever it has moved: of fields only the kind is
/// compared, and as far as it is known, what they mean.
final class Symbols {
  /// How many there are.
  static final int COUNT = 1024;

  /// What is like nothing.
  static final char UNLIKE = COUNT - 1;

  private static final int MEANING = 1 << Byte.SIZE;
  private static final int KIND = 2 << Byte.SIZE;

  /// So many symbols of a field stand for what it means, behind the one for its kind.
  private static final int MEANING_SYMBOLS = 3;

  private Symbols() {}

  /// @param meanings from addresses to what they are called in both files, or to [Segments#NONE]
  /// @param hidden what is not to be compared
  static char[] of(Program program, LongUnaryOperator meanings, UnwindSplit.Range hidden) {
    View file = program.file();
    char[] symbols = new char[file.size()];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = (char) file.unsigned8(i);
    }
    FieldMap fields = program.fields();
    int size = symbols.length;
    for (int at = fields.next(0, size); at < size; at = fields.next(at + 1, size)) {
      field(program, at, meanings, symbols);
    }
    for (int i = hidden.start(); i < hidden.end(); i++) {
      symbols[i] = UNLIKE;
    }
    return symbols;
  }

  private static void field(Program program, int at, LongUnaryOperator meanings, char[] symbols) {
    Kind kind = program.fields().kind(at);
    if (kind.form() == Kind.Form.EXTENT) {
      return;
    }
    char alike = (char) (KIND + kind.code());
    for (int i = 0; i < kind.width(); i++) {
      symbols[at + i] = alike;
    }
    long meaning = program.meaning(kind, at);
    long common = meaning == Segments.NONE ? meaning : meanings.applyAsLong(meaning);
    if (common != Segments.NONE) {
      long hash = common * 0x9e3779b97f4a7c15L;
      for (int i = 1; i <= MEANING_SYMBOLS; i++) {
        symbols[at + i] = (char) (MEANING + ((hash >>> (Long.SIZE - i * Byte.SIZE)) & 0xff));
      }
    }
  }
}
