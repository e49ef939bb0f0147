package lockstep.agent.uplink;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.HttpReply;
import lockstep.agent.uplink.CheckInAnswer.Lasting;
import lockstep.images.Explained;
import lockstep.images.Problem;
import lockstep.proto.AssignmentMsg;
import lockstep.proto.CheckInMsg;

/// Reports to the server. Safe for many threads.
public final class Uplink {
  /// An assignment is small; more is no assignment.
  private static final int MAX_ANSWER_BYTES = 64 << 10;

  /// A server answers within 45 s.
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(75);

  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int TIMEOUT = 408;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY = 429;
  private static final String AGAIN = "nothing is lost: the next converge reports again";

  private final HttpOrigin origin;
  private final InstantSource clock;

  public Uplink(HttpOrigin origin, InstantSource clock) {
    this.origin = origin;
    this.clock = clock;
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
          : new CheckInAnswer.Unheard(
              problem(address, reply.explained(body), next(reply.status())),
              lasting(reply.status()),
              reply.retryAfter(clock.instant()));
    } catch (IOException e) {
      // its advice is for whoever fetches; what to do about a lost report is said below
      String reason = e instanceof Explained known ? known.problem().message() : e.getMessage();
      return new CheckInAnswer.Unheard(
          problem(address, String.valueOf(reason), AGAIN), Lasting.PASSING, Optional.empty());
    }
  }

  /// Why the server does not believe this machine; empty when it does. Nothing is reported, and no number is used up.
  ///
  /// @throws IOException when it cannot be asked
  public Optional<CheckInAnswer.Unheard> objection() throws IOException {
    URI address = origin.at("v1/word/0"); // no word is 0, so the answer comes at once
    HttpRequest request =
        HttpRequest.newBuilder(address).header("User-Agent", "lockstep-agent").build();
    try (HttpReply reply = origin.sendOnce(request)) {
      String said = reply.explained(reply.readAll(MAX_ANSWER_BYTES));
      return reply.status() == OK
          ? Optional.empty()
          : Optional.of(
              new CheckInAnswer.Unheard(
                  new Problem("E-REPORT", address.toString(), said, next(reply.status())),
                  lasting(reply.status()),
                  reply.retryAfter(clock.instant())));
    }
  }

  /// Waits until the server would say something else to this machine than with its last answer, for most of a minute.
  ///
  /// @param word of that answer
  /// @return whether it would
  /// @throws IOException when there is nobody to listen to now
  public boolean listen(long word) throws IOException {
    URI address = origin.at("v1/word/" + Long.toUnsignedString(word));
    HttpRequest request =
        HttpRequest.newBuilder(address).header("User-Agent", "lockstep-agent").build();
    try (HttpReply reply = origin.sendOnce(request, LONGEST_SILENCE)) {
      byte[] body = reply.readAll(MAX_ANSWER_BYTES);
      if (reply.status() != OK) {
        throw new IOException(reply.explained(body));
      }
      return new String(body, StandardCharsets.US_ASCII).strip().equals("news");
    }
  }

  /// What this machine is, its server does not believe: it will not by itself.
  private static String next(int status) {
    return status == FORBIDDEN || status == CONFLICT
        ? "this machine still converges; `lockstep fleet show` says what is the matter, and a new token lets it enrol anew"
        : AGAIN;
  }

  private static Lasting lasting(int status) {
    boolean refused = status >= 400 && status < 500 && status != TIMEOUT && status != TOO_MANY;
    return refused ? Lasting.UNTIL_SOMEBODY_ACTS : Lasting.PASSING;
  }

  private static Problem problem(URI address, String reason, String next) {
    return new Problem(
        "E-REPORT", address.toString(), "the server did not take the report: " + reason, next);
  }
}
