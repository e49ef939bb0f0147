package lockstep.agent.doctor;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.identity.IdentityFolder;
import lockstep.agent.identity.MachineIdentity;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.uplink.CheckInAnswer;
import lockstep.agent.uplink.CheckInAnswer.Lasting;
import lockstep.agent.uplink.Uplink;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;

/// Whether the server would take a report of this machine.
record CheckInCheck(AgentHome home, Way way, InstantSource clock) implements Check {
  @Override
  public String name() {
    return "check-in";
  }

  @Override
  public Finding look() throws IOException {
    Optional<MachineIdentity> identity = new IdentityFolder(home.state()).read();
    Optional<HttpOrigin> server = identity.isEmpty() ? Optional.empty() : way.openServer();
    if (identity.isEmpty() || server.isEmpty()) {
      return Finding.ok("this machine reports to nobody");
    }
    try (HttpOrigin open = server.get()) {
      if (!identity.get().isOf(open.base())) {
        return Finding.warn(
            "enrolled at %s, so %s hears nothing of it"
                .formatted(identity.get().server(), open.base()),
            "leave `server` away, or enrol it there");
      }
      if (!identity.get().isGoodAt(clock)) {
        return Finding.bad("without a certificate it cannot report", "see `enrolment` above");
      }
      return new Uplink(open, clock)
          .objection()
          .map(CheckInCheck::judged)
          .orElseGet(() -> Finding.ok("the server knows this machine by its key"));
    }
  }

  private static Finding judged(CheckInAnswer.Unheard unheard) {
    return unheard.lasting() == Lasting.PASSING
        ? Finding.warn(unheard.problem())
        : Finding.bad(unheard.problem());
  }
}
