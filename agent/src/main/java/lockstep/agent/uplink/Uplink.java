package lockstep.agent.uplink;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.HttpReply;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.proto.AssignmentMsg;
import lockstep.proto.CheckInMsg;

/// Reports to the server. Safe for many threads.
public final class Uplink {
  /// An assignment is small; more is no assignment.
  private static final int MAX_ANSWER_BYTES = 64 << 10;

  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int CONFLICT = 409;
  private static final String AGAIN = "nothing is lost: the next converge reports again";

  private final HttpOrigin origin;

  public Uplink(HttpOrigin origin) {
    this.origin = origin;
  }

  /// Tries once: whoever is scheduled comes again by itself.
  public CheckInAnswer checkIn(CheckInMsg report) {
    URI address = origin.at("v1/check-in");
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .POST(HttpRequest.BodyPublishers.ofByteArray(report.toByteArray()))
            .header("Content-Type", "application/x-protobuf")
            .header("User-Agent", "lockstep-agent")
            .build();
    try (HttpReply reply = origin.sendOnce(request)) {
      byte[] body = reply.readAll(MAX_ANSWER_BYTES);
      return reply.status() == OK
          ? new CheckInAnswer.Assigned(AssignmentMsg.parseFrom(body))
          : unheard(address, reply.explained(body), next(reply.status()));
    } catch (IOException e) {
      // its advice is for whoever fetches; what to do about a lost report is said below
      String reason =
          e instanceof ProblemException known ? known.problem().message() : e.getMessage();
      return unheard(address, String.valueOf(reason), AGAIN);
    }
  }

  /// What this machine is, its server does not believe: it will not by itself.
  private static String next(int status) {
    return status == FORBIDDEN || status == CONFLICT
        ? "this machine still converges; `lockstep fleet show` says what is the matter, and a new token lets it enrol anew"
        : AGAIN;
  }

  private static CheckInAnswer.Unheard unheard(URI address, String reason, String next) {
    return new CheckInAnswer.Unheard(
        new Problem(
            "E-REPORT", address.toString(), "the server did not take the report: " + reason, next));
  }
}
