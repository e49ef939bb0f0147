package lockstep.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import lockstep.server.fleet.HistoryLimits;
import lockstep.server.gate.GateLimits;
import lockstep.server.identity.TlsFiles;
import lockstep.server.signing.SignedRepository;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `lockstep serve`: runs until it is told to stop.
@Command(
    name = "serve",
    description = "Serves a repository to machines and takes their check-ins.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lockstep serve /srv/repo --data /var/lib/lockstep",
      "  lockstep serve /srv/repo --data /var/lib/lockstep --listen [::]:443 \\",
      "      --name lockstep.example.org",
      "  lockstep serve /srv/repo --data /var/lib/lockstep --listen [::]:443 \\",
      "      --tls-cert server.crt --tls-key server.key",
      "  lockstep serve /srv/repo --data /var/lib/mirror --listen [::]:80 --plain",
      "",
      "The first start makes an authority of the fleet's own, in DIR/ca: it certifies",
      "the server and every machine that enrols. Keep a backup of it.",
      "",
      "It ends on SIGTERM or SIGINT, once the downloads under way are finished",
      "(10 s at most)."
    })
public final class ServeCommand implements Callable<Integer> {
  /// A certificate is of no use without its key.
  static final class Tls {
    @Option(
        names = "--tls-cert",
        required = true,
        paramLabel = "FILE",
        description = "the server's certificate and those above it, PEM, instead of one made here")
    private Path certificate = Path.of("");

    @Option(
        names = "--tls-key",
        required = true,
        paramLabel = "FILE",
        description = "the certificate's private key, PEM, PKCS#8, not encrypted")
    private Path key = Path.of("");
  }

  private final Surroundings surroundings;

  @Parameters(paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Option(
      names = "--listen",
      paramLabel = "ADDR:PORT",
      defaultValue = "127.0.0.1:8443",
      converter = ListenAddress.class,
      description = "where to listen; port 0 takes any free one (default: ${DEFAULT-VALUE})")
  private InetSocketAddress listen;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description =
          "this server's own directory: its authority, what machines reported; made when missing")
  private Path data;

  @Option(
      names = "--online-keys",
      paramLabel = "DIR",
      description = "the keys that renew what expires (default: REPO.online, beside it)")
  private @Nullable Path onlineKeys;

  @Option(
      names = "--name",
      paramLabel = "HOST",
      description =
          "a host name or address that machines reach this server by; may be given several times")
  private List<String> names = List.of();

  @Option(
      names = "--plain",
      description =
          "HTTP without TLS: the repository and nothing else, for mirrors and for behind a proxy")
  private boolean plain;

  @Option(
      names = "--history-days",
      paramLabel = "N",
      defaultValue = "90",
      converter = DaysText.class,
      description =
          "forget what a machine has not said for so many days (default: ${DEFAULT-VALUE})")
  private Duration historyTime;

  @Option(
      names = "--history-lines",
      paramLabel = "N",
      defaultValue = "500",
      converter = LinesText.class,
      description =
          "keep so many different reports of each machine at most (default: ${DEFAULT-VALUE})")
  private int historyLines;

  @ArgGroup(exclusive = false)
  private @Nullable Tls tls;

  @Mixin private OutputOptions output;

  public ServeCommand() {
    this(Surroundings.ofThisProcess());
  }

  ServeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return output.run(surroundings, this::serve);
  }

  private int serve(Console console) throws IOException {
    try (Server server = Server.start(settings(), surroundings.clock(), console)) {
      Thread stop = Thread.ofPlatform().name("stop").unstarted(() -> close(server));
      Runtime.getRuntime().addShutdownHook(stop);
      console.result(ready(server));
      new CountDownLatch(1).await(); // the signal's thread closes the server and ends the process
    } catch (InterruptedException e) {
      Thread.currentThread()
          .interrupt(); // whoever runs this in a thread of his own wants it to stop
    }
    return 0;
  }

  private Server.Settings settings() {
    Path keys = onlineKeys == null ? SignedRepository.onlineKeysBeside(repository) : onlineKeys;
    return new Server.Settings(
        repository, data, keys, listen, serverTls(), GateLimits.defaults(), history());
  }

  private HistoryLimits history() {
    return new HistoryLimits(historyLines, historyTime);
  }

  private ServerTls serverTls() {
    if (plain) {
      return new ServerTls.Plain();
    }
    return tls == null
        ? new ServerTls.Issued(names)
        : new ServerTls.OwnFiles(new TlsFiles(tls.certificate, tls.key));
  }

  private String ready(Server server) {
    return output.isJson()
        ? JsonWriter.plain(
            Json.object()
                .put("repository", repository.toString())
                .put("url", server.uri().toString())
                .build())
        : "serving " + repository + " on " + server.uri();
  }

  private static void close(Server server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
