package lockstep.agent.doctor;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.enrol.Renewal;
import lockstep.agent.identity.IdentityFolder;
import lockstep.agent.identity.MachineIdentity;
import lockstep.images.ProblemException;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.identity.CertifiedMachine;

/// Who this machine is, and until when it can prove it.
///
/// @param called what options or settings call it
record EnrolmentCheck(AgentHome home, Optional<String> called, InstantSource clock)
    implements Check {
  private static final String ANEW =
      "enrol it again, with a token of `lockstep fleet token new --replace`";

  @Override
  public String name() {
    return "enrolment";
  }

  @Override
  public Finding look() throws IOException {
    try {
      Optional<MachineIdentity> identity = new IdentityFolder(home.state()).read();
      return identity.isPresent()
          ? judged(identity.get(), identity.get().machine())
          : Finding.warn(
              "this machine is not enrolled, so no server hears of it", "lockstep-agent enroll");
    } catch (ProblemException e) {
      return Finding.bad(e.problem());
    } catch (GeneralSecurityException e) {
      return Finding.bad("its certificate is no machine's: " + e.getMessage(), ANEW);
    }
  }

  private Finding judged(MachineIdentity identity, CertifiedMachine machine) {
    if (called.isPresent() && !called.get().equals(machine.name())) {
      return Finding.bad(
          "enrolled as %s, but called %s by its settings".formatted(machine.name(), called.get()),
          "take `machine` out of the settings, or enrol it under that name");
    }
    if (!identity.isGoodAt(clock)) {
      return Finding.bad("its certificate ended on " + machine.expires(), ANEW);
    }
    String says =
        "%s%s at %s, certificate good until %s"
            .formatted(
                machine.name(),
                machine.groups().isEmpty() ? "" : " in " + String.join(", ", machine.groups()),
                identity.server(),
                machine.expires());
    return Finding.ok(
        Renewal.isDue(machine.expires(), clock.instant())
            ? says + ", renewed at the next check-in"
            : says);
  }
}
