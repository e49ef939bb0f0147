package lockstep.agent.doctor;

import java.io.IOException;
import java.util.stream.Collectors;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.Hold;
import lockstep.agent.converge.Memory;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;

/// Whether an image is kept off.
record HoldsCheck(AgentHome home) implements Check {
  @Override
  public String name() {
    return "holds";
  }

  @Override
  public Finding look() throws IOException {
    Memory.Facts facts = home.memory().recall();
    return facts.standingHolds().isEmpty()
        ? Finding.ok("no image is held off")
        : Finding.warn(
            facts.standingHolds().stream().map(Hold::sentence).collect(Collectors.joining("; ")),
            "mend the cause; `lockstep fleet force` makes it take the image now");
  }
}
