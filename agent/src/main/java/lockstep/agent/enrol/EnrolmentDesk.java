package lockstep.agent.enrol;

import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.HttpReply;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.proto.EnrolledMsg;

/// Asks a server for a certificate.
final class EnrolmentDesk {
  /// Some certificates, and a root of trust.
  private static final int MAX_ANSWER_BYTES = 1 << 20;

  private static final int OK = 200;

  private final HttpOrigin server;

  EnrolmentDesk(HttpOrigin server) {
    this.server = server;
  }

  /// @throws ProblemException `E-ENROL` with what the server says, when it makes none
  EnrolledMsg ask(String path, MessageLite wish, String next) throws IOException {
    URI address = server.at(path);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .POST(HttpRequest.BodyPublishers.ofByteArray(wish.toByteArray()))
            .header("Content-Type", "application/x-protobuf")
            .header("User-Agent", "lockstep-agent")
            .build();
    try (HttpReply reply = server.sendOnce(request)) {
      byte[] body = reply.readAll(MAX_ANSWER_BYTES);
      if (reply.status() != OK) {
        throw new ProblemException(
            new Problem("E-ENROL", address.toString(), reply.explained(body), next));
      }
      return EnrolledMsg.parseFrom(body);
    }
  }
}
