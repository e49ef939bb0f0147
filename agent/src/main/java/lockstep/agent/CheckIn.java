package lockstep.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileLockInterruptionException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.agent.assignment.Order;
import lockstep.agent.assignment.OrderFile;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.enrol.Renewal;
import lockstep.agent.identity.IdentityFolder;
import lockstep.agent.identity.MachineIdentity;
import lockstep.agent.report.Outcome;
import lockstep.agent.report.Report;
import lockstep.agent.report.ReportMessage;
import lockstep.agent.root.Workspace;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.uplink.CheckInAnswer;
import lockstep.agent.uplink.Uplink;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;
import lockstep.images.identity.CertifiedMachine;
import lockstep.proto.AssignmentMsg;
import lockstep.proto.CheckInMsg;
import lockstep.proto.OrderMsg;

/// Tells the server how a converge ended, if this machine is enrolled there, keeps the orders that the answer brings, and
/// renews the machine's certificate in time. A server that does not listen changes nothing on this machine.
final class CheckIn {
  /// @param answer empty when the server was not asked
  record Told(Optional<CheckInAnswer> answer, Orders orders) {
    static final Told NOBODY = new Told(Optional.empty(), Orders.AS_BEFORE);
  }

  enum Orders {
    AS_BEFORE,
    CHANGED
  }

  private final IdentityFolder folder;
  private final MachineIdentity identity;
  private final HttpOrigin server;
  private final AgentHome home;
  private final Console console;

  private CheckIn(
      IdentityFolder folder,
      MachineIdentity identity,
      HttpOrigin server,
      AgentHome home,
      Console console) {
    this.folder = folder;
    this.identity = identity;
    this.server = server;
    this.home = home;
    this.console = console;
  }

  /// What goes wrong is told on the console.
  ///
  /// @param next when the machine means to come again; zero: it has no schedule
  /// @throws IOException when what must be kept cannot be
  static Told send(
      HttpOrigin server,
      AgentHome home,
      Report report,
      Duration next,
      InstantSource clock,
      Console console)
      throws IOException {
    if (isNoWordOfTheMachine(report)) {
      return Told.NOBODY;
    }
    IdentityFolder folder = new IdentityFolder(home.state());
    Optional<MachineIdentity> identity;
    try {
      identity = folder.read();
    } catch (ProblemException e) {
      console.warning(e.problem()); // it can still converge
      return Told.NOBODY;
    }
    if (identity.isEmpty()) {
      return Told.NOBODY;
    }
    if (!identity.get().isOf(server.base())) {
      console.note(
          "not reported: this machine is enrolled at %s, not at %s"
              .formatted(identity.get().server(), server.base()));
      return Told.NOBODY;
    }
    if (!identity.get().isGoodAt(clock)) {
      console.warning(
          new Problem(
              "E-IDENTITY",
              identity.get().server().toString(),
              "this machine's certificate ran out, so it cannot report",
              "enrol it again, with a token that `lockstep fleet token new` makes"));
      return Told.NOBODY;
    }
    try (Workspace.Lock _ = home.reportLock()) {
      return new CheckIn(folder, identity.get(), server, home, console).send(report, next, clock);
    } catch (FileLockInterruptionException e) {
      return Told.NOBODY; // told to stop
    } catch (GeneralSecurityException e) {
      throw new IOException("a certificate that was good when it was kept is none", e);
    }
  }

  /// Whether it says only that another agent is at work here, which reports by itself, or that somebody mistyped an image:
  /// that is no failure of the machine, and a rollout would halt for it.
  static boolean isNoWordOfTheMachine(Report report) {
    return report.outcome() == Outcome.FAILED
        && report.problems().stream()
            .map(Problem::code)
            .anyMatch(code -> code.equals(Workspace.Lock.AT_WORK) || code.equals("E-IMAGE"));
  }

  private Told send(Report report, Duration next, InstantSource clock)
      throws IOException, GeneralSecurityException {
    CertifiedMachine machine = identity.machine();
    CheckInMsg message =
        CheckInMsg.newBuilder()
            .setMachine(machine.name())
            .setHostname(hostname())
            .setAgentVersion(AgentMain.VERSION)
            .setReport(
                ReportMessage.of(report).toBuilder()
                    .setNextPollSeconds((int) next.plusMillis(999).toSeconds()))
            .setCounter(folder.nextCheckIn())
            .build();
    CheckInAnswer answer = new Uplink(server, clock).checkIn(message);
    return switch (answer) {
      case CheckInAnswer.Unheard unheard -> {
        console.warning(unheard.problem());
        yield new Told(Optional.of(answer), Orders.AS_BEFORE);
      }
      case CheckInAnswer.Assigned(var assignment) -> {
        boolean news = new OrderFile(home.state()).keep(order(assignment));
        if (Renewal.isDue(machine.expires(), clock.instant())) {
          renew();
        }
        yield new Told(Optional.of(answer), news ? Orders.CHANGED : Orders.AS_BEFORE);
      }
    };
  }

  private static Optional<Order> order(AssignmentMsg assignment) {
    if (!assignment.hasOrder()) {
      return Optional.empty();
    }
    OrderMsg order = assignment.getOrder();
    return Optional.of(
        new Order(
            order.getNumber(),
            order.getImage(),
            order.getForce() ? Order.Kind.FORCE : Order.Kind.PIN,
            order.getRelease(),
            order.getExpiresEpochSeconds(),
            order.getBy(),
            order.getReason(),
            order.getMadeEpochSeconds()));
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
