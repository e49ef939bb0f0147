package lockstep.server;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A label on the command line. Labels are signed, shown by every machine and typed by people, in tables and on one line.
final class LabelText implements ITypeConverter<String> {
  private static final Pattern LABEL = Pattern.compile("[^\\p{C}\\p{Z}]{1,100}");

  @Override
  public String convert(String text) {
    if (!LABEL.matcher(text).matches()) {
      throw new TypeConversionException(
          "a label has 1 to 100 characters, without blanks and control characters");
    }
    return text;
  }
}
