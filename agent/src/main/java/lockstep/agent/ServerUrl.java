package lockstep.agent;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a URL that somebody typed, and says so in words where it is none.
final class ServerUrl implements ITypeConverter<URI> {
  @Override
  public URI convert(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new TypeConversionException(
          "'%s' is no URL such as https://lockstep.example.org:8443".formatted(text));
    }
  }
}
