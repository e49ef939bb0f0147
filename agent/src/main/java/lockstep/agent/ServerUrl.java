package lockstep.agent;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the URL of a server.
final class ServerUrl implements ITypeConverter<URI> {
  @Override
  public URI convert(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new TypeConversionException(
          "'" + text + "' is no URL, such as http://127.0.0.1:8080 or https://lockstep.example");
    }
  }
}
