package lockstep.server.operator;

import java.util.regex.Pattern;

/// A person, or a script of one.
public record Operator(String name, OperatorRole role) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /// For messages.
  public static final String RULE =
      "a name has 1 to 64 small letters, digits, '.', '_' or '-', and begins with a letter or digit";

  public Operator {
    if (!isName(name)) {
      throw new IllegalArgumentException(RULE);
    }
  }

  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
