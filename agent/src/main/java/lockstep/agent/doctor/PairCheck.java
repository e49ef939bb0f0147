package lockstep.agent.doctor;

import java.io.IOException;
import java.nio.file.Path;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.Memory;
import lockstep.agent.root.ManagedRoot;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;

/// Whether the memory can be of this root: whoever converges one leaves something in both.
record PairCheck(Path root, AgentHome home) implements Check {
  private static final String NEXT =
      "check --root and --state, or `root` and `state` of the settings";

  @Override
  public String name() {
    return "pair";
  }

  @Override
  public Finding look() throws IOException {
    Memory.Facts facts = home.memory().recall();
    try (ManagedRoot open = ManagedRoot.open(root)) {
      boolean worked = open.hasWorkspace();
      if (facts.base().isPresent() && !worked) {
        return Finding.warn(
            "the memory is of a root on image %s, but no agent ever worked in this one"
                .formatted(facts.base().get().abbreviated()),
            NEXT);
      }
      if (facts.epochSeconds() == 0 && worked) {
        return Finding.warn(
            "an agent worked in this root, and the memory knows nothing of it", NEXT);
      }
      return Finding.ok("root and memory can belong together");
    }
  }
}
