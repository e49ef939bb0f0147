package lockstep.server;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A number of lines on the command line.
final class LinesText implements ITypeConverter<Integer> {
  private static final int MAX_LINES = 100_000;

  @Override
  public Integer convert(String text) {
    try {
      int lines = Integer.parseInt(text);
      if (lines >= 1 && lines <= MAX_LINES) {
        return lines;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TypeConversionException(
        "'%s' is no number of lines from 1 to %d".formatted(text, MAX_LINES));
  }
}
