package lockstep.server;

import lockstep.server.oci.Platform;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A platform on the command line.
final class PlatformText implements ITypeConverter<Platform> {
  @Override
  public Platform convert(String text) {
    try {
      return Platform.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
