package lockstep.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
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
    TrustClient memory;
    try {
      byte[] root = way.rootOfTrust();
      memory = Repository.memory(home.state(), clock);
      memory.init(root);
    } catch (ProblemException e) {
      return Finding.bad(e.problem());
    }
    if (!Files.exists(home.state().resolve("trust/timestamp.json"))) {
      return Finding.ok("it has a root of trust, and has heard nothing signed by it yet");
    }
    try {
      Instant end = memory.refresh().expires();
      return Finding.ok("what it heard last is good until " + end);
    } catch (TrustException e) {
      return Finding.warn(
          "what it heard last is of no use any more: " + e.problem().message(),
          "it hears more as soon as it reaches its repository");
    }
  }
}
