package lockstep.images.difference;

/// Reads the entries of an `.eh_frame` one after the other, as the "Linux Standard Base" describes them: common parts,
/// and for each function an entry that refers to one. Ends at the first that does not fit. One thread at a time.
final class UnwindReader {
  static final int NONE = -1;

  /// The only encoding of an address that is followed: signed, four bytes, relative to itself.
  private static final int RELATIVE_32 = 0x1b;

  private static final int ENCODING_WITHOUT_INDIRECTION = 0x7f;
  private static final int MAX_AUGMENTATION = 8;

  private final View file;
  private final int end;

  private int offset;
  private int next;
  private int common = NONE;
  private int personality;
  private int startEncoding;
  private int handlersEncoding;
  private boolean augmented;
  private int at;

  /// @param from where the first entry begins
  /// @param end where they end, inside the file
  UnwindReader(View file, int from, int end) {
    this.file = file;
    this.end = end;
    this.next = from;
  }

  /// @return whether there is one more entry; the other methods answer for it
  boolean next() {
    offset = next;
    if (offset > end - 8) {
      return false;
    }
    int length = file.int32(offset);
    if (length < 4 || length > end - offset - 4) {
      return false;
    }
    next = offset + 4 + length;
    long refers = offset + 4L - Integer.toUnsignedLong(file.int32(offset + 4));
    if (isCommon()) {
      readCommon(offset, next);
    } else if (refers != common) {
      refer(refers);
    }
    return true;
  }

  private void refer(long refers) {
    common = NONE;
    startEncoding = 0;
    if (refers >= 0 && refers <= offset - 8 && file.int32((int) refers + 4) == 0) {
      int length = file.int32((int) refers);
      if (length >= 4 && length <= end - refers - 4) {
        readCommon((int) refers, (int) refers + 4 + length);
      }
    }
  }

  private void readCommon(int from, int limit) {
    common = from;
    personality = NONE;
    startEncoding = 0;
    handlersEncoding = 0;
    int letters = from + 9;
    at = letters;
    while (at < limit && at - letters < MAX_AUGMENTATION && file.get(at) != 0) {
      at++;
    }
    int count = at++ - letters;
    augmented = count > 0 && file.get(letters) == 'z';
    if (!augmented || !skipNumbers(4, limit)) {
      return;
    }
    for (int i = 1; i < count && at < limit; i++) {
      switch (file.get(letters + i)) {
        case 'R' -> startEncoding = file.unsigned8(at++);
        case 'L' -> handlersEncoding = file.unsigned8(at++);
        case 'P' -> {
          if ((file.get(at++) & ENCODING_WITHOUT_INDIRECTION) != RELATIVE_32) {
            return;
          }
          personality = at <= limit - 4 ? at : NONE;
          at += 4;
        }
        default -> {
          return;
        }
      }
    }
  }

  /// Skips alignment factors, return register and length of the augmentation.
  private boolean skipNumbers(int count, int limit) {
    for (int i = 0; i < count; i++) {
      while (at < limit && file.get(at) < 0) {
        at++;
      }
      at++;
    }
    return at < limit;
  }

  int offset() {
    return offset;
  }

  /// Whether this is a common part, and no function's entry.
  boolean isCommon() {
    return file.int32(offset + 4) == 0;
  }

  /// Where a common part refers to a personality routine, or [#NONE].
  int personality() {
    return personality;
  }

  /// Whether [#start] is the offset of a signed number of four bytes that says, relative to itself, where the function
  /// begins, with its length in the four bytes behind it.
  boolean hasPlainStart() {
    return startEncoding == RELATIVE_32 && next - offset >= 16;
  }

  int start() {
    return offset + 8;
  }

  /// Where a function's entry refers to its handlers, or [#NONE].
  int handlers() {
    at = offset + 16;
    if (!augmented || handlersEncoding != RELATIVE_32 || !skipNumbers(1, next)) {
      return NONE;
    }
    return at <= next - 4 && file.int32(at) != 0 ? at : NONE;
  }
}
