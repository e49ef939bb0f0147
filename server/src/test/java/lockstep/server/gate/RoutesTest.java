package lockstep.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import lockstep.images.identity.JoinToken;
import lockstep.server.identity.EnrolledMachine;
import lockstep.server.operator.OperatorRole;
import lockstep.server.operator.OperatorToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every route there is, as the router has it, with everybody who may not ask for it. A route that is added is tested here
/// without anyone thinking of it.
class RoutesTest {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");

  @TempDir Path directory;
  private GateFixture fixture;
  private List<Route> routes;
  private JoinToken token;
  private HttpClient stranger;
  private EnrolledMachine machine;

  @BeforeEach
  void open() throws Exception {
    fixture = GateFixture.secure(directory);
    GateLimits limits = GateLimits.defaults();
    Turns turns = new Turns(limits.sending(), System::nanoTime);
    routes = fixture.offices.routes(limits, turns, InstantSource.fixed(GateFixture.NOON));
    token = fixture.token();
    stranger = EnrolledMachine.stranger(token);
    machine = fixture.machine("m1");
  }

  @AfterEach
  void close() throws IOException {
    stranger.close();
    machine.close();
    fixture.close();
  }

  private Stream<Route> guarded() {
    return routes.stream()
        .filter(route ->
            route.access() instanceof Access.Machine || route.access() instanceof Access.Operator);
  }

  private Stream<Route> ofOperators() {
    return routes.stream().filter(route -> route.access() instanceof Access.Operator);
  }

  private static String path(Route route) {
    return route.path().replace("{}", "m1");
  }

  private int ask(HttpClient client, String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        fixture.request(path).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static String[] bearer(OperatorToken token) {
    return new String[] {"Authorization", "Bearer " + token.text()};
  }

  @Test
  void onlyThreeThingsAreForEveryone() {
    assertThat(routes)
        .filteredOn(route -> guarded().noneMatch(route::equals))
        .extracting(Route::path)
        .containsExactlyInAnyOrder("/healthz", "/v1/enrol");
  }

  @Test
  void withoutProofNothingIsAnsweredWhateverTheMethodOrThePathsForm() throws Exception {
    for (Route route : guarded().toList()) {
      for (String method : METHODS) {
        assertThat(ask(stranger, method, path(route))).as(method + route).isIn(401, 403);
      }
      for (String odd :
          List.of(
              path(route) + "/",
              path(route) + "//",
              path(route) + "%2f",
              path(route) + "/..",
              path(route).replaceFirst("/v1/", "/v1%2f"),
              path(route).replaceFirst("/v1/", "//v1/"),
              path(route).replaceFirst("/v1/", "/V1/"),
              path(route).replaceFirst("/v1/", "/x/../v1/"))) {
        assertThat(ask(stranger, route.method().name(), odd)).as(odd).isIn(401, 403, 404);
      }
    }
  }

  @Test
  void whatARequestClaimsOfItsSenderIsNotBelieved() throws Exception {
    for (Route route : guarded().toList()) {
      assertThat(
              ask(
                  stranger,
                  route.method().name(),
                  path(route),
                  "X-Forwarded-For",
                  "127.0.0.1",
                  "X-Forwarded-User",
                  "anna",
                  "X-SSL-Client-Verify",
                  "SUCCESS",
                  "X-Client-Cert",
                  "m1",
                  "Forwarded",
                  "for=127.0.0.1"))
          .as(route.toString())
          .isIn(401, 403);
    }
  }

  @Test
  void aMachinesCertificateIsNoOperatorsToken() throws Exception {
    for (Route route : ofOperators().toList()) {
      assertThat(ask(machine.client, route.method().name(), path(route)))
          .as(route.toString())
          .isEqualTo(401);
    }
  }

  @Test
  void anOperatorsTokenIsNoMachinesCertificate() throws Exception {
    OperatorToken release = fixture.operator("anna", OperatorRole.RELEASE);
    for (Route route :
        routes.stream().filter(one -> one.access() instanceof Access.Machine).toList()) {
      assertThat(ask(stranger, route.method().name(), path(route), bearer(release)))
          .as(route.toString())
          .isEqualTo(403);
    }
  }

  @Test
  void aSmallerRoleThanNeededIsRefusedAndTheSmallestThatMayIsHeard() throws Exception {
    for (OperatorRole role : OperatorRole.values()) {
      OperatorToken own = fixture.operator("with-" + role, role);
      for (Route route : ofOperators().toList()) {
        OperatorRole least = ((Access.Operator) route.access()).least();
        int status = ask(stranger, route.method().name(), path(route), bearer(own));
        if (role.allows(least)) {
          assertThat(status).as(role + " " + route).isIn(200, 400, 404, 409);
        } else {
          assertThat(status).as(role + " " + route).isEqualTo(403);
        }
      }
    }
  }

  @Test
  void tokensThatAreNoneAreRefused() throws Exception {
    OperatorToken own = fixture.operator("anna", OperatorRole.RELEASE);
    String text = own.text();
    Route any = ofOperators().findFirst().orElseThrow();
    for (String header :
        List.of(
            text,
            "bearer",
            "Bearer",
            "Bearer " + text.substring(1),
            "Bearer " + text + "A",
            "Bearer " + token.text(),
            "Basic " + text)) {
      assertThat(ask(stranger, any.method().name(), path(any), "Authorization", header))
          .as(header.substring(0, Math.min(header.length(), 12)))
          .isEqualTo(401);
    }
    assertThat(
            ask(
                stranger,
                any.method().name(),
                path(any),
                "Authorization",
                "Bearer " + text,
                "Authorization",
                "Bearer " + text))
        .isEqualTo(401);
    assertThat(ask(stranger, any.method().name(), path(any), bearer(own))).isEqualTo(200);
  }

  @Test
  void whoGuessesAtTokensIsMadeToWait() throws Exception {
    OperatorToken own = fixture.operator("anna", OperatorRole.RELEASE);
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String id = own.text().substring(0, "lockstep-operator-1.".length() + 10);
      String guess =
          id + own.text().substring(id.length(), own.text().length() - 4) + "AAA" + (i % 10);
      answers.add(ask(stranger, "GET", "/v1/fleet", "Authorization", "Bearer " + guess));
    }
    assertThat(answers).contains(401).endsWith(429).doesNotContain(200);
  }

  @Test
  void overPlainHttpThereIsNothingButFilesAndHealth() throws Exception {
    try (GateFixture plain = GateFixture.plain(Files.createDirectory(directory.resolve("plain")));
        HttpClient client = HttpClient.newHttpClient()) {
      OperatorToken own = plain.operator("anna", OperatorRole.RELEASE);
      for (Route route : routes) {
        boolean forAll = route.access() instanceof Access.Anyone;
        HttpRequest request =
            plain
                .request(path(route))
                .method(route.method().name(), HttpRequest.BodyPublishers.noBody())
                .headers(bearer(own))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(route.toString()).isEqualTo(forAll ? 200 : 403);
        assertThat(answer.body()).contains(forAll ? "ok" : "only over https");
      }
      assertThat(plain.get(client, "/lockstep.json").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aPathIsMatchedWholeAndItsArgumentIsOnePiece() {
    Route route =
        new Route(HttpMethod.GET, "/a/{}/b", new Access.Anyone(), 0, _ -> Reply.notFound());
    assertThat(route.match("/a/x/b")).hasValue("x");
    for (String other :
        List.of("/a//b", "/a/b", "/a/x/y/b", "/a/x/b/", "/a/x/", "x/a/x/b", "/a/x")) {
      assertThat(route.match(other)).as(other).isEqualTo(Optional.empty());
    }
  }

  @Test
  void privateKeysAreNowhereToBeHad() throws Exception {
    try (Stream<Path> files = Files.walk(fixture.data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = fixture.data.relativize(file).toString();
        for (String path : List.of("/" + name, "/../data/" + name, "/%2e%2e/data/" + name)) {
          assertThat(ask(stranger, "GET", path)).as(path).isEqualTo(404);
        }
      }
    }
    assertThat(Files.getPosixFilePermissions(fixture.data.resolve("ca/ca.key")))
        .extracting(one -> one.name().toLowerCase(Locale.ROOT))
        .containsExactlyInAnyOrder("owner_read", "owner_write");
  }
}
