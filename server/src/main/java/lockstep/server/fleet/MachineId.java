package lockstep.server.fleet;

import java.util.Optional;
import java.util.regex.Pattern;

/// A machine's name for itself: 1 to 128 letters, digits, `.`, `_`, `:` and `-`, the first a letter or digit.
public record MachineId(String value) {
  public static final String RULE =
      "a machine id has 1 to 128 letters, digits, '.', '_', ':' or '-', the first a letter or digit";

  private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

  /// @throws IllegalArgumentException when `value` breaks [#RULE]
  public MachineId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(RULE);
    }
  }

  /// Empty when `text` is no machine id.
  public static Optional<MachineId> parse(String text) {
    return isValid(text) ? Optional.of(new MachineId(text)) : Optional.empty();
  }

  private static boolean isValid(String text) {
    return SYNTAX.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
