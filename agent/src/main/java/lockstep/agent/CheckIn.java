package lockstep.agent;

import java.io.IOException;
import java.net.InetAddress;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.report.Report;
import lockstep.agent.report.ReportMessage;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.uplink.CheckInAnswer;
import lockstep.agent.uplink.Uplink;
import lockstep.images.console.Console;
import lockstep.proto.CheckInMsg;

/// Tells the server how a converge ended. A server that does not listen changes nothing on this machine.
final class CheckIn {
  private CheckIn() {}

  static void send(HttpOrigin server, AgentHome home, Report report, Console console)
      throws IOException {
    CheckInMsg message =
        CheckInMsg.newBuilder()
            .setMachine(home.machineId())
            .setHostname(hostname())
            .setAgentVersion(AgentMain.VERSION)
            .setReport(ReportMessage.of(report))
            .build();
    if (new Uplink(server).checkIn(message) instanceof CheckInAnswer.Unheard(var problem)) {
      console.warning(problem);
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
