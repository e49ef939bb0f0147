package lockstep.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.server.fleet.Fleet;
import lockstep.server.gate.Gate;
import lockstep.server.repository.Repository;
import lockstep.server.signing.SignedRepository;
import lockstep.server.store.Database;

/// A running server: the gate, what stands behind it, and the renewal of what expires.
///
///     the repository's mark is read: no stranger's directory is served    [1]
///     the data directory is opened and locked                             [2]
///     expired or ageing metadata is signed anew                           [3]
///     the gate opens                                                      [4]
///
/// Closing goes the other way. Safe for many threads.
public final class Server implements AutoCloseable {
  /// @param data belongs to this server alone
  /// @param onlineKeys without that directory the server serves what others sign
  public record Settings(Path repository, Path data, Path onlineKeys, Gate.Settings gate) {}

  private final Database database;
  private final Optional<Renewal> renewal;
  private final Gate gate;
  private boolean closed;

  private Server(Database database, Optional<Renewal> renewal, Gate gate) {
    this.database = database;
    this.renewal = renewal;
    this.gate = gate;
  }

  /// @throws lockstep.images.ProblemException when `repository` is none, `data` is taken, or the address is
  public static Server start(Settings settings, InstantSource clock, Console console)
      throws IOException {
    var _ = Repository.open(settings.repository());
    Database database = Database.open(settings.data());
    Optional<Renewal> renewal = Optional.empty();
    try {
      renewal = renewal(settings, clock, console);
      Gate gate = Gate.open(settings.gate(), settings.repository(), new Fleet(database), clock);
      return new Server(database, renewal, gate);
    } catch (IOException | RuntimeException e) {
      renewal.ifPresent(Renewal::close);
      database.close();
      throw e;
    }
  }

  private static Optional<Renewal> renewal(Settings settings, InstantSource clock, Console console)
      throws IOException {
    if (!Files.isDirectory(settings.onlineKeys())) {
      console.warning(
          new Problem(
              "E-NO-ONLINE-KEYS",
              settings.onlineKeys().toString(),
              "there are no online keys, so this server does not renew what expires",
              "name their directory with --online-keys, unless another server renews"));
      return Optional.empty();
    }
    SignedRepository signed =
        SignedRepository.open(settings.repository(), settings.onlineKeys(), clock);
    return Optional.of(Renewal.start(signed, console));
  }

  /// Where it is reached, with the real port.
  public URI uri() {
    return gate.uri();
  }

  /// Lets requests under way finish. May be called again.
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      gate.close();
      renewal.ifPresent(Renewal::close);
      database.close();
    }
  }
}
