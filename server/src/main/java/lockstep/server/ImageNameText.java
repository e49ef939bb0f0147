package lockstep.server;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// An image by role, label, id or its beginning; what of that it is, the server knows. A script whose variable is empty named none.
final class ImageNameText implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("it is empty: name an image, or leave the option away");
    }
    return text;
  }
}
