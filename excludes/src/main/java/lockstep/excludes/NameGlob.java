package lockstep.excludes;

/// A glob over one name, or, as [#ANY_DEPTH], the `**` that stands for any number of names.
///
/// Matching takes no recursion: only the last `*` ever needs another try, so time is at most pattern times name.
final class NameGlob {
  static final NameGlob ANY_DEPTH = new NameGlob(new int[0], new ByteClass[0]);

  private static final int ANY_BYTE = -1;
  private static final int ANY_RUN = -2;
  private static final int FIRST_CLASS = -3;

  /// A byte (0 to 255), [#ANY_BYTE], [#ANY_RUN], or [#FIRST_CLASS] minus the index of a class.
  private final int[] tokens;

  private final ByteClass[] classes;
  private final boolean literal;

  private NameGlob(int[] tokens, ByteClass[] classes) {
    this.tokens = tokens;
    this.classes = classes;
    boolean onlyBytes = true;
    for (int token : tokens) {
      onlyBytes &= token >= 0;
    }
    this.literal = onlyBytes && tokens.length > 0;
  }

  /// Collects the tokens of one name.
  static final class Builder {
    private final java.util.List<Integer> tokens = new java.util.ArrayList<>();
    private final java.util.List<ByteClass> classes = new java.util.ArrayList<>();

    void literal(byte b) {
      tokens.add(b & 0xff);
    }

    void anyByte() {
      tokens.add(ANY_BYTE);
    }

    /// Runs of stars are one star.
    void anyRun() {
      if (tokens.isEmpty() || tokens.getLast() != ANY_RUN) {
        tokens.add(ANY_RUN);
      }
    }

    void oneOf(ByteClass bytes) {
      tokens.add(FIRST_CLASS - classes.size());
      classes.add(bytes);
    }

    boolean isEmpty() {
      return tokens.isEmpty();
    }

    NameGlob build() {
      return new NameGlob(
          tokens.stream().mapToInt(Integer::intValue).toArray(), classes.toArray(ByteClass[]::new));
    }
  }

  /// Whether it matches exactly one name.
  boolean isLiteral() {
    return literal;
  }

  /// The one name it matches.
  ///
  /// @throws IllegalStateException unless it [#isLiteral]
  Bytes literalName() {
    if (!literal) {
      throw new IllegalStateException("a glob has no single name");
    }
    byte[] name = new byte[tokens.length];
    for (int i = 0; i < name.length; i++) {
      name[i] = (byte) tokens[i];
    }
    return Bytes.copyOf(name);
  }

  /// Whether it matches the name at `from` to `to` of `path`.
  boolean matches(RelativePath path, int from, int to) {
    if (literal && to - from != tokens.length) {
      return false;
    }
    int token = 0;
    int at = from;
    int retryToken = -1;
    int retryAt = -1;
    while (at < to) {
      if (token < tokens.length && tokens[token] == ANY_RUN) {
        retryToken = ++token;
        retryAt = at;
      } else if (token < tokens.length && accepts(tokens[token], path.at(at))) {
        token++;
        at++;
      } else if (retryToken >= 0) {
        token = retryToken;
        at = ++retryAt;
      } else {
        return false;
      }
    }
    return token == tokens.length || (token == tokens.length - 1 && tokens[token] == ANY_RUN);
  }

  private boolean accepts(int token, byte b) {
    return token >= 0
        ? token == (b & 0xff)
        : token == ANY_BYTE || classes[FIRST_CLASS - token].contains(b);
  }
}
