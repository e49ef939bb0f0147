package lockstep.server;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `current` or `old`.
final class PublishedRole implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    return switch (text) {
      case "current", "old", "" -> text;
      default -> throw new TypeConversionException("'" + text + "' is neither 'current' nor 'old'");
    };
  }
}
