package lockstep.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import lockstep.images.Pace;
import lockstep.images.identity.Pem;
import lockstep.images.identity.TlsTrust;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a well-behaved server; the others are in [HostileServerTest].
class HttpSourceTest extends RepositorySourceContract {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @Override
  RepositorySource open(Path repository) throws IOException {
    HttpServer server = HttpServer.create(loopback(), 0);
    start(server, repository);
    return source(HttpOrigin.open(address("http", server), Patience.DEFAULT, Pace.FREE));
  }

  @Test
  void theAuthorityOfAPemFileIsTrustedAndNoOther() throws Exception {
    Path authority = repository.resolve("ca.pem");
    HttpsServer server = serverOf(authority, "ip:127.0.0.1");
    URI address = address("https", server);
    try (RepositorySource source =
        source(HttpOrigin.open(address, trusting(authority), Patience.DEFAULT, Pace.FREE))) {
      assertThat(source.small("lockstep.json", 10)).isPresent();
    }
    try (RepositorySource source = source(HttpOrigin.open(address, Patience.DEFAULT, Pace.FREE))) {
      assertThatThrownBy(() -> source.small("lockstep.json", 10))
          .hasMessageContaining("certificate is not trusted")
          .hasMessageContaining("give --ca");
    }
  }

  private static SSLContext trusting(Path authority) throws Exception {
    return TlsTrust.context(TlsTrust.authorities(Pem.certificates(Files.readAllBytes(authority))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ip:127.0.0.2", "dns:elsewhere.example"})
  void aCertificateOfAnotherServerIsRefused(String owner) throws Exception {
    Path authority = repository.resolve("ca.pem");
    HttpsServer server = serverOf(authority, owner);

    try (RepositorySource source =
        source(
            HttpOrigin.open(
                address("https", server), trusting(authority), Patience.DEFAULT, Pace.FREE))) {
      assertThatThrownBy(() -> source.small("lockstep.json", 10))
          .hasMessageContaining("certificate is not trusted");
    }
  }

  /// A server with a certificate of its own.
  ///
  /// @param authority where to put the certificate
  private HttpsServer serverOf(Path authority, String owner) throws Exception {
    Path keys = repository.resolve("keys.p12");
    String[] store = {
      "-alias", "server", "-keystore", keys.toString(), "-storepass", new String(PASSWORD)
    };
    keytool("-genkeypair -keyalg EC -dname CN=localhost -ext san=" + owner, store);
    keytool("-exportcert -rfc -file " + authority, store);
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(serverTls(keys)));
    start(server, repository);
    return server;
  }

  @Test
  void anAddressThatIsNoServersIsRefused() {
    for (String address : List.of("ftp://example.org", "http:///x", "file:///x", "http://h/?a")) {
      assertThatThrownBy(() -> HttpOrigin.open(URI.create(address), Patience.DEFAULT, Pace.FREE))
          .hasMessageContaining("this is no address of a server");
    }
  }

  private static void keytool(String words, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/keytool").toString());
    command.addAll(List.of(words.split(" ", -1)));
    command.addAll(Arrays.asList(more));
    assertThat(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor())
        .isZero();
  }

  private static SSLContext serverTls(Path keys) throws Exception {
    KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD);
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }

  private static RepositorySource source(HttpOrigin origin) {
    return new HttpSource(origin, InstantSource.system(), RandomGenerator.getDefault());
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static URI address(String scheme, HttpServer server) {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private void start(HttpServer server, Path repository) {
    server.createContext("/", exchange -> answer(exchange, repository));
    server.setExecutor(threads);
    server.start();
    servers.add(server);
  }

  private static void answer(HttpExchange exchange, Path repository) throws IOException {
    try (exchange;
        InputStream _ = exchange.getRequestBody()) {
      Path file = repository.resolve(exchange.getRequestURI().getPath().substring(1));
      if (!Files.exists(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] content = Files.readAllBytes(file);
      String range = exchange.getRequestHeaders().getFirst("Range");
      Matcher asked = Pattern.compile("bytes=(\\d+)-(\\d+)").matcher(range == null ? "" : range);
      if (!asked.matches()) {
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
        return;
      }
      int from = Integer.parseInt(asked.group(1));
      int to = Math.min(Integer.parseInt(asked.group(2)) + 1, content.length);
      if (from >= content.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.length);
      exchange.sendResponseHeaders(206, to - from);
      exchange.getResponseBody().write(content, from, to - from);
    }
  }

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }
}
