package lockstep.server;

import java.util.Arrays;
import java.util.stream.Collectors;
import lockstep.server.fleet.MachineState;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A machine's state, as people write it: `silent`.
final class StateText implements ITypeConverter<MachineState> {
  @Override
  public MachineState convert(String text) {
    return MachineState.parse(text)
        .orElseThrow(() ->
            new TypeConversionException(
                "'%s' is no state of a machine; there are: %s".formatted(text, all())));
  }

  private static String all() {
    return Arrays.stream(MachineState.values())
        .map(MachineState::toString)
        .collect(Collectors.joining(", "));
  }
}
