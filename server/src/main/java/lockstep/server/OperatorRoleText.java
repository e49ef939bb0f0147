package lockstep.server;

import lockstep.server.operator.OperatorRole;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A role on the command line.
final class OperatorRoleText implements ITypeConverter<OperatorRole> {
  @Override
  public OperatorRole convert(String text) {
    return OperatorRole.parse(text)
        .orElseThrow(() ->
            new TypeConversionException(
                "'%s' is no role; there are viewer, on-call, release".formatted(text)));
  }
}
