package lockstep.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.enrol.Renewal;
import lockstep.agent.identity.IdentityFolder;
import lockstep.agent.identity.MachineIdentity;
import lockstep.agent.report.Report;
import lockstep.agent.report.ReportMessage;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.uplink.CheckInAnswer;
import lockstep.agent.uplink.Uplink;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;
import lockstep.images.identity.CertifiedMachine;
import lockstep.proto.CheckInMsg;

/// Tells the server how a converge ended, if this machine is enrolled there, and renews its certificate in time. A server
/// that does not listen changes nothing on this machine.
final class CheckIn {
  private final IdentityFolder folder;
  private final MachineIdentity identity;
  private final HttpOrigin server;
  private final Console console;

  private CheckIn(
      IdentityFolder folder, MachineIdentity identity, HttpOrigin server, Console console) {
    this.folder = folder;
    this.identity = identity;
    this.server = server;
    this.console = console;
  }

  static void send(
      HttpOrigin server, AgentHome home, Report report, InstantSource clock, Console console)
      throws IOException {
    IdentityFolder folder = new IdentityFolder(home.state());
    Optional<MachineIdentity> identity;
    try {
      identity = folder.read();
    } catch (ProblemException e) {
      console.warning(e.problem()); // it can still converge
      return;
    }
    if (identity.isEmpty()) {
      return;
    }
    if (!identity.get().isOf(server.base())) {
      console.note(
          "not reported: this machine is enrolled at %s, not at %s"
              .formatted(identity.get().server(), server.base()));
      return;
    }
    if (!identity.get().isGoodAt(clock)) {
      console.warning(
          new Problem(
              "E-IDENTITY",
              identity.get().server().toString(),
              "this machine's certificate ran out, so it cannot report",
              "enrol it again, with a token that `lockstep fleet token new` makes"));
      return;
    }
    try {
      new CheckIn(folder, identity.get(), server, console).send(report, clock.instant());
    } catch (GeneralSecurityException e) {
      throw new IOException("a certificate that was good when it was kept is none", e);
    }
  }

  private void send(Report report, Instant now) throws IOException, GeneralSecurityException {
    CertifiedMachine machine = identity.machine();
    CheckInMsg message =
        CheckInMsg.newBuilder()
            .setMachine(machine.name())
            .setHostname(hostname())
            .setAgentVersion(AgentMain.VERSION)
            .setReport(ReportMessage.of(report))
            .setCounter(folder.nextCheckIn())
            .build();
    if (new Uplink(server).checkIn(message) instanceof CheckInAnswer.Unheard(var problem)) {
      console.warning(problem);
      return;
    }
    if (Renewal.isDue(machine.expires(), now)) {
      renew();
    }
  }

  private void renew() {
    try {
      var _ = Renewal.renew(folder, identity, server);
    } catch (IOException e) {
      console.warning(Explanation.of(e));
    }
  }

  private static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "";
    }
  }
}
