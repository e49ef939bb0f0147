package lockstep.server;

import lockstep.server.rollout.Window;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Hours of the week on the command line: `Mon-Fri 09:00-16:00 Europe/Zurich`.
final class WindowText implements ITypeConverter<Window> {
  @Override
  public Window convert(String text) {
    try {
      return Window.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
