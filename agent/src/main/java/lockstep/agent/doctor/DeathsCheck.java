package lockstep.agent.doctor;

import java.io.IOException;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.Attempts;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.console.Figures;

/// Whether the agent keeps dying at an image.
record DeathsCheck(AgentHome home) implements Check {
  @Override
  public String name() {
    return "deaths";
  }

  @Override
  public Finding look() throws IOException {
    // An attempt that goes on has not died.
    Optional<Attempts.Attempt> last =
        home.attempts().last().filter(attempt -> attempt.number() > 1);
    return last.isEmpty()
        ? Finding.ok("the agent did not die at its last image")
        : Finding.warn(
            "the agent died %s in a row at image %s"
                .formatted(
                    Figures.count(last.get().number() - 1, "time", "times"),
                    last.get().image().abbreviated()),
            "see its log (journalctl -u lockstep-agent) for what killed it: after the fifth the image is taken back");
  }
}
