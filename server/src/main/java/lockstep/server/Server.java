package lockstep.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;
import lockstep.server.audit.AuditLog;
import lockstep.server.fleet.DatabaseFleetStore;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.HistoryLimits;
import lockstep.server.fleet.JoinTokens;
import lockstep.server.gate.Gate;
import lockstep.server.gate.GateLimits;
import lockstep.server.gate.Listeners;
import lockstep.server.gate.Offices;
import lockstep.server.identity.CertificateAuthority;
import lockstep.server.identity.CredentialSource;
import lockstep.server.identity.Credentials;
import lockstep.server.identity.Enrolment;
import lockstep.server.identity.FleetTrust;
import lockstep.server.limit.SteadyClock;
import lockstep.server.operator.OperatorAccounts;
import lockstep.server.operator.Operators;
import lockstep.server.overview.Served;
import lockstep.server.repository.Repository;
import lockstep.server.repository.RepositoryLayout;
import lockstep.server.rollout.LiveRollout;
import lockstep.server.rollout.Rollouts;
import lockstep.server.signing.SignedRepository;
import lockstep.server.store.Database;

/// A running server: the gate, what stands behind it, and the renewal of what expires.
///
///     the repository's mark is read: no stranger's directory is served    [1]
///     the data directory is opened and locked                             [2]
///     the fleet's authority is there, or made                             [3]
///     expired or ageing metadata is signed anew                           [4]
///     the rollout goes on where it is                                     [5]
///     the gate opens                                                      [6]
///
/// Closing goes the other way. Safe for many threads.
public final class Server implements AutoCloseable {
  /// @param data belongs to this server alone
  /// @param onlineKeys without that directory the server serves what others sign
  /// @param listen port 0 takes any free one
  public record Settings(
      Path repository,
      Path data,
      Path onlineKeys,
      InetSocketAddress listen,
      ServerTls tls,
      GateLimits limits,
      HistoryLimits history) {}

  private final Deque<AutoCloseable> parts;
  private final Gate gate;

  private Server(Deque<AutoCloseable> parts, Gate gate) {
    this.parts = parts;
    this.gate = gate;
  }

  /// @throws lockstep.images.ProblemException when `repository` is none, `data` is taken, or the address is
  public static Server start(Settings settings, InstantSource clock, Console console)
      throws IOException {
    var _ = Repository.open(settings.repository());
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      Gate gate = open(settings, clock, console, parts);
      return new Server(parts, gate);
    } catch (IOException | RuntimeException e) {
      close(parts);
      throw e;
    }
  }

  /// @param parts what to close, the last first
  private static Gate open(
      Settings settings, InstantSource clock, Console console, Deque<AutoCloseable> parts)
      throws IOException {
    Database database = Database.open(settings.data());
    parts.push(database);
    Fleet fleet = new Fleet(new DatabaseFleetStore(database, settings.history().lines()));
    parts.push(HistoryTurns.start(fleet, settings.history().time(), clock, console));
    boolean isKnown = !fleet.isEmpty() || OperatorAccounts.areIn(settings.data());
    CertificateAuthority authority = CertificateAuthority.open(settings.data(), isKnown, clock);
    Optional<CredentialSource> source = settings.tls().source(authority, settings.listen(), clock);
    Optional<Credentials> credentials = Optional.empty();
    if (source.isPresent()) {
      credentials = Optional.of(source.get().read());
      authority.announce(credentials.get().authority());
    }
    Optional<SignedRepository> signed = signed(settings, clock, console);
    signed.ifPresent(own -> parts.push(Renewal.start(own, console)));
    AuditLog audit = AuditLog.open(settings.data(), clock);
    Optional<LiveRollout> rollout =
        signed.map(own ->
            new LiveRollout(new Rollouts(own, clock), fleet, audit, clock, new SteadyClock()));
    rollout.ifPresent(live -> parts.push(RolloutTurns.start(live, console)));
    Gate gate =
        Gate.open(
            new Gate.Settings(
                settings.listen(),
                credentials.map(own -> new Gate.Tls(own, authority.certificate())),
                settings.limits()),
            settings.repository(),
            offices(
                settings,
                clock,
                new Insides(database, fleet, audit, rollout),
                authority,
                credentials,
                console),
            clock);
    parts.push(gate);
    if (source.isPresent()) {
      parts.push(CredentialRenewal.start(source.get(), credentials.orElseThrow(), gate, console));
    }
    return gate;
  }

  /// What is kept, and what goes on, behind the gate.
  private record Insides(
      Database database, Fleet fleet, AuditLog audit, Optional<LiveRollout> rollout) {}

  private static Offices offices(
      Settings settings,
      InstantSource clock,
      Insides insides,
      CertificateAuthority authority,
      Optional<Credentials> credentials,
      Console console)
      throws IOException {
    JoinTokens tokens = new JoinTokens(insides.database());
    FleetTrust trust =
        new FleetTrust(
            new RepositoryLayout(settings.repository()).metadata(),
            credentials.map(Credentials::authority).orElse(authority.certificate()));
    return new Offices(
        insides.fleet(),
        tokens,
        new Enrolment(authority, insides.fleet(), tokens, trust),
        trust,
        new Served(settings.repository(), settings.onlineKeys(), clock),
        Operators.open(
            settings.data(),
            insides.audit(),
            new SteadyClock(),
            e -> console.warning(Explanation.of(e))),
        insides.audit(),
        new Listeners(),
        insides.rollout());
  }

  private static Optional<SignedRepository> signed(
      Settings settings, InstantSource clock, Console console) throws IOException {
    if (!Files.isDirectory(settings.onlineKeys())) {
      console.warning(
          new Problem(
              "E-NO-ONLINE-KEYS",
              settings.onlineKeys().toString(),
              "there are no online keys, so this server does not renew what expires, nor move a rollout",
              "name their directory with --online-keys, unless another server renews"));
      return Optional.empty();
    }
    return Optional.of(SignedRepository.open(settings.repository(), settings.onlineKeys(), clock));
  }

  /// Where it is reached, with the real port.
  public URI uri() {
    return gate.uri();
  }

  /// Lets requests under way finish. May be called again.
  @Override
  public synchronized void close() throws IOException {
    close(parts);
  }

  private static void close(Deque<AutoCloseable> parts) throws IOException {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException("a part of the server does not close", e);
      }
    }
  }
}
