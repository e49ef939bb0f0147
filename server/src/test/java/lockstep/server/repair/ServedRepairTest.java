package lockstep.server.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import lockstep.server.FsckFixture;
import lockstep.server.RepositoryFixture;
import lockstep.server.Server;
import lockstep.server.ServerTls;
import lockstep.server.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedRepairTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path directory;
  private FsckFixture repository;

  @BeforeEach
  void publishTwoReleases() throws Exception {
    repository = FsckFixture.in(directory);
  }

  @Test
  void aServedRepositoryRepairsAnother() throws Exception {
    List<String> lost =
        List.of(
            "metadata/timestamp.json",
            "images/" + repository.candidate + "/manifest",
            "images/" + repository.candidate + "/packs",
            "images/" + repository.current + "/solid",
            repository.object("packs/.*\\.pack"),
            repository.object("packs/.*\\.solid"),
            repository.object("deltas/.*\\.delta"));
    for (String name : lost) {
      Files.delete(repository.file(name));
    }

    try (Server server =
        TestServer.start(
            repository.good,
            directory.resolve("data"),
            new ServerTls.Plain(),
            InstantSource.system(),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))) {
      assertThat(repository.fsck("--repair-from", server.uri().toString(), "--json"))
          .as(repository.fixture.out())
          .isZero();
    }

    for (String name : lost) {
      assertThat(repository.isGood(name)).as(name).isTrue();
    }
    assertThat(repository.fixture.json().text("outcome")).isEqualTo("repaired");
    assertThat(repository.fsck()).isZero();
  }

  @Test
  void aServerThatNeverEndsOrAnswersNonsenseHarmsNothing() throws Exception {
    String pack = repository.object("packs/.*\\.pack");
    RepositoryFixture.flipBit(repository.file(pack), 100);
    byte[] damaged = Files.readAllBytes(repository.file(pack));
    HttpServer server = HttpServer.create(ANY, 0);
    server.createContext("/endless", ServedRepairTest::answerForEver);
    server.createContext(
        "/error",
        exchange -> {
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.start();
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try {
      assertThat(
              repository.fsck(
                  "--repair-from", base + "/endless/", "--repair-from", base + "/error"))
          .isEqualTo(1);
    } finally {
      server.stop(0);
    }

    assertThat(repository.fixture.out())
        .contains("from " + base + "/endless/: it is longer than " + damaged.length + " bytes")
        .contains("from " + base + "/error: the server answers 500");
    assertThat(Files.readAllBytes(repository.file(pack))).isEqualTo(damaged);
    assertThat(FsckFixture.objectsOf(repository.fixture.repository))
        .isEqualTo(FsckFixture.objectsOf(repository.good));
  }

  private static void answerForEver(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      byte[] piece = new byte[64 << 10];
      while (true) {
        out.write(piece); // until they hang up
      }
    }
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() throws Exception {
    HttpServer server = HttpServer.create(ANY, 0);
    server.createContext("/", _ -> {});
    server.start();
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (ServedCopies source = new ServedCopies(base, Duration.ofMillis(200))) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> source.copy("packs/x.pack", 10, OutputStream.nullOutputStream())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("silent");
    } finally {
      server.stop(0);
    }
  }
}
