package lockstep.agent;

import lockstep.agent.mirror.MirrorAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the address of a mirror that somebody typed.
final class MirrorText implements ITypeConverter<MirrorAddress> {
  @Override
  public MirrorAddress convert(String text) {
    try {
      return MirrorAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
