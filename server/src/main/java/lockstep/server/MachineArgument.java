package lockstep.server;

import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Inert;
import lockstep.server.fleet.MachineId;
import picocli.CommandLine.Parameters;

/// The machine a command is about.
final class MachineArgument {
  @Parameters(paramLabel = "MACHINE", description = "its name, as 'fleet ls' shows it")
  private String name;

  MachineId id() throws ProblemException {
    return MachineId.parse(name).orElseThrow(() -> unknown(MachineId.RULE));
  }

  ProblemException unknown() {
    return unknown("this machine has never enrolled");
  }

  private ProblemException unknown(String why) {
    return new ProblemException(
        new Problem(
            "E-UNKNOWN-MACHINE",
            Inert.text(name),
            why,
            "'lockstep fleet ls' shows the machines there are"));
  }
}
