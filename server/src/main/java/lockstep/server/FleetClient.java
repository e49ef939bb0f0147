package lockstep.server;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Explanation;
import lockstep.images.console.Inert;
import lockstep.images.identity.TlsTrust;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;
import lockstep.proto.FleetDriftMsg;
import lockstep.proto.FleetMsg;
import lockstep.proto.FleetStatusMsg;
import lockstep.proto.JoinTokenMsg;
import lockstep.proto.JoinTokensMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.NewJoinTokenMsg;
import lockstep.proto.NewOrderMsg;
import lockstep.proto.RevokeMsg;
import lockstep.proto.WhyMsg;
import lockstep.server.fleet.MachineId;
import lockstep.server.operator.OperatorToken;

/// Asks a server about its fleet, as an operator. It believes no server but the one its token is of.
final class FleetClient implements AutoCloseable {
  /// The code of what is wrong when the server cannot be asked.
  static final String UNREACHABLE = "E-SERVER-UNREACHABLE";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long MAX_ANSWER_BYTES = 1L << 30;
  private static final int MAX_REASON_LETTERS = 200;

  private final URI server;
  private final OperatorToken token;
  private final HttpClient client;

  FleetClient(URI server, OperatorToken token) throws IOException {
    this.server = server;
    this.token = token;
    try {
      this.client =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .followRedirects(HttpClient.Redirect.NEVER)
              .sslContext(TlsTrust.context(TlsTrust.pinned(token.authority())))
              .build();
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java has no TLS", e);
    }
  }

  /// Whose certificate the server's descends from, as the operator's token says.
  ContentHash authority() {
    return token.authority();
  }

  List<MachineMsg> machines() throws IOException, InterruptedException {
    return present(ask(request("/v1/fleet").GET(), FleetMsg.parser())).getMachinesList();
  }

  FleetStatusMsg status() throws IOException, InterruptedException {
    return present(ask(request("/v1/status").GET(), FleetStatusMsg.parser()));
  }

  /// Empty when the server has never heard of the machine.
  Optional<MachineMsg> machine(MachineId id) throws IOException, InterruptedException {
    return ask(request("/v1/fleet/" + id).GET(), MachineMsg.parser());
  }

  /// Empty when the server has never heard of the machine.
  Optional<MachineMsg> revoke(MachineId id, String reason)
      throws IOException, InterruptedException {
    RevokeMsg message = RevokeMsg.newBuilder().setReason(reason).build();
    return ask(post("/v1/fleet/" + id + "/revoke", message), MachineMsg.parser());
  }

  /// Empty when the server has never heard of the machine.
  Optional<MachineMsg> remove(MachineId id) throws IOException, InterruptedException {
    return ask(request("/v1/fleet/" + id).DELETE(), MachineMsg.parser());
  }

  /// Empty when the server has never heard of the machine.
  Optional<WhyMsg> why(MachineId id) throws IOException, InterruptedException {
    return ask(request("/v1/fleet/" + id + "/why").GET(), WhyMsg.parser());
  }

  /// Empty when the server has never heard of the machine.
  Optional<MachineMsg> order(MachineId id, NewOrderMsg wanted)
      throws IOException, InterruptedException {
    return ask(post("/v1/fleet/" + id + "/order", wanted), MachineMsg.parser());
  }

  /// Empty when the server has never heard of the machine.
  Optional<MachineMsg> lift(MachineId id) throws IOException, InterruptedException {
    return ask(request("/v1/fleet/" + id + "/order").DELETE(), MachineMsg.parser());
  }

  FleetDriftMsg drift() throws IOException, InterruptedException {
    return present(ask(request("/v1/drift").GET(), FleetDriftMsg.parser()));
  }

  JoinTokenMsg newJoinToken(NewJoinTokenMsg wanted) throws IOException, InterruptedException {
    return present(ask(post("/v1/join-tokens", wanted), JoinTokenMsg.parser()));
  }

  List<JoinTokenMsg> joinTokens() throws IOException, InterruptedException {
    return present(ask(request("/v1/join-tokens").GET(), JoinTokensMsg.parser())).getTokensList();
  }

  /// @return whether there was one
  boolean removeJoinToken(String id) throws IOException, InterruptedException {
    return send(request("/v1/join-tokens/" + id).DELETE()).isPresent();
  }

  /// The rollout, see docs/formats/rollout-v1.md.
  Json.Object rollout() throws IOException, InterruptedException {
    return json(request("/v1/rollout").GET());
  }

  /// Does something to it.
  ///
  /// @param name the path of the act, below `/v1/`
  /// @return what came of it
  Json.Object act(String name, Json.Object wish) throws IOException, InterruptedException {
    byte[] body = JsonWriter.plain(wish).getBytes(StandardCharsets.UTF_8);
    return json(request("/v1/" + name).POST(BodyPublishers.ofByteArray(body)));
  }

  private Json.Object json(HttpRequest.Builder request) throws IOException, InterruptedException {
    try {
      return JsonReader.readObject(present(send(request)));
    } catch (JsonException e) {
      throw stranger(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    String base = server.toString().replaceAll("/+$", "");
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token.text());
  }

  private HttpRequest.Builder post(String path, MessageLite message) {
    return request(path).POST(BodyPublishers.ofByteArray(message.toByteArray()));
  }

  private <T> Optional<T> ask(HttpRequest.Builder request, Parser<T> parser)
      throws IOException, InterruptedException {
    Optional<byte[]> body = send(request);
    if (body.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.parseFrom(body.get()));
    } catch (InvalidProtocolBufferException e) {
      throw stranger(e);
    }
  }

  private <T> T present(Optional<T> answer) throws IOException {
    return answer.orElseThrow(() -> stranger(new IOException("it knows nothing of this name")));
  }

  /// The answer's body; empty when there is nothing of this name.
  private Optional<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer;
    try {
      answer =
          client.send(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              UNREACHABLE,
              server.toString(),
              "the server cannot be asked: " + Explanation.of(e).message(),
              "check the URL, that 'lockstep serve' runs there, and that the token is of this server"),
          e);
    }
    return switch (answer.statusCode()) {
      case 200 -> Optional.of(answer.body());
      case 404 -> Optional.empty();
      case 409 -> throw refused(answer);
      default -> throw unexpected(answer);
    };
  }

  /// What the server says of a wish that it understood and does not fulfil.
  private ProblemException refused(HttpResponse<byte[]> answer) {
    try {
      Json.Object told = JsonReader.readObject(answer.body());
      return new ProblemException(
          new Problem(
              Inert.text(told.text("code")),
              Inert.text(told.text("path")),
              Inert.text(told.text("message")),
              Inert.text(told.text("next"))));
    } catch (JsonException e) {
      return unexpected(answer);
    }
  }

  private ProblemException unexpected(HttpResponse<byte[]> answer) {
    String said = new String(answer.body(), StandardCharsets.UTF_8).lines().findFirst().orElse("");
    String inert = Inert.text(said.substring(0, Math.min(said.length(), MAX_REASON_LETTERS)));
    return new ProblemException(
        new Problem(
            "E-SERVER",
            server.toString(),
            "the server answers %d: %s".formatted(answer.statusCode(), inert),
            switch (answer.statusCode()) {
              case 401 -> "your token is not known there, or no more; ask for a new one";
              case 400, 409 -> "correct the command";
              case 403 ->
                  "ask somebody whose role allows it, or on the server's machine for another role:"
                      + " lockstep operator role NAME ROLE --data DATA";
              case 429 -> "somebody guessed at tokens from your address; wait, then try again";
              case 503 -> "try again in a moment";
              default -> "check the URL";
            }));
  }

  private ProblemException stranger(IOException cause) {
    return new ProblemException(
        new Problem("E-SERVER", server.toString(), "this is no Lockstep server", "check the URL"),
        cause);
  }

  @Override
  public void close() {
    client.close();
  }
}
