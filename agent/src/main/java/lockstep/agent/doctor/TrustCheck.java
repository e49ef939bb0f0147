package lockstep.agent.doctor;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.image.Repository;
import lockstep.images.ProblemException;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.trust.TrustClient;
import lockstep.images.trust.TrustException;

/// Whom this machine believes, and for how long still if it heard nothing more.
record TrustCheck(AgentHome home, Way way, InstantSource clock) implements Check {
  @Override
  public String name() {
    return "trust";
  }

  @Override
  public Finding look() throws IOException {
    byte[] root;
    try {
      root = way.rootOfTrust();
      TrustClient.forgetful((_, _) -> Optional.empty(), clock).init(root);
    } catch (ProblemException e) {
      return Finding.bad(e.problem());
    }
    Optional<TrustClient> memory = Repository.memory(home.state(), clock);
    if (memory.isEmpty()) {
      return Finding.ok("it has a root of trust, and has heard nothing signed by it yet");
    }
    try {
      memory.get().init(root);
      return Finding.ok("what it heard last is good until " + memory.get().refresh().expires());
    } catch (TrustException e) {
      return Finding.warn(
          "what it heard last is of no use any more: " + e.problem().message(),
          "it hears more as soon as it reaches its repository");
    }
  }
}
