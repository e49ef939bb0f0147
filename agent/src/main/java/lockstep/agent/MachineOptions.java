package lockstep.agent;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import lockstep.agent.assignment.OrderFile;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.Standing;
import lockstep.agent.identity.IdentityFolder;
import lockstep.agent.identity.MachineIdentity;
import lockstep.agent.image.Repository;
import lockstep.agent.limit.Caps;
import lockstep.agent.mirror.MirrorAddress;
import lockstep.agent.mirror.Mirrors;
import lockstep.agent.plan.RightsPolicy;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.source.DirectorySource;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.HttpSource;
import lockstep.agent.source.Patience;
import lockstep.agent.source.RepositorySource;
import lockstep.agent.window.Windows;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Explanation;
import lockstep.images.trust.TrustException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Which root, which memory, which repository: from options, else from the settings file, else the usual places.
final class MachineOptions {
  static final String DEFAULT_ROOT = "/";
  static final String DEFAULT_STATE = "/var/lib/lockstep";

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "the root to manage (default: " + DEFAULT_ROOT + ")")
  private @Nullable Path root;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "the agent's memory (default: " + DEFAULT_STATE + ")")
  private @Nullable Path state;

  @Option(
      names = "--server",
      paramLabel = "URL",
      converter = ServerUrl.class,
      description = "the server to pull from")
  private @Nullable URI server;

  @Option(
      names = "--repo",
      paramLabel = "DIR",
      description = "a repository on this machine, instead of a server")
  private @Nullable Path repo;

  @Option(
      names = "--mirror",
      paramLabel = "URL|DIR",
      converter = MirrorText.class,
      description =
          "another place with packs and deltas, asked before the repository; may be given several"
              + " times")
  private List<MirrorAddress> mirrors = List.of();

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "the root.json to trust; remembered, so needed only once")
  private @Nullable Path trust;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "PEM certificates that the server's must descend from (default: the authority that the join"
              + " token named; without one, those the Java runtime trusts)")
  private @Nullable Path authorities;

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description =
          "this machine's name in the fleet; remembered (default: the one it had, or drawn at"
              + " random)")
  private @Nullable String machine;

  private @Nullable Settings settings;
  private Caps caps = Caps.NONE;

  /// Reads the settings file. Call it first.
  void settle(Surroundings here) throws IOException {
    settings = Settings.read(here.settings());
  }

  /// The settings file, which [#settle] read.
  Settings settings() {
    return Objects.requireNonNull(settings);
  }

  /// Caps whatever is opened from now on, once they are [held][Caps#hold].
  Caps cap(LimitOptions limits) throws UsageException {
    caps = Caps.of(limits.limits(settings()));
    return caps;
  }

  /// The same, for somebody who wants to know whether files still move.
  Caps cap(LimitOptions limits, Runnable moved) throws UsageException {
    caps = Caps.heard(limits.limits(settings()), moved);
    return caps;
  }

  /// What an image may have on this machine.
  RightsPolicy rights(RightsOptions options) throws UsageException {
    return settings == null ? RightsPolicy.AS_THE_IMAGE : options.policy(settings);
  }

  ManagedRoot openRoot() throws IOException {
    return ManagedRoot.open(rootPath(), caps.disk());
  }

  Path rootPath() throws IOException {
    return path(root, Setting.ROOT).orElse(Path.of(DEFAULT_ROOT));
  }

  /// The state folder, whatever the options say of the machine's name.
  AgentHome openState() throws IOException {
    return AgentHome.open(statePath());
  }

  /// The state folder for whoever only looks: nothing is made.
  AgentHome stateAsItIs() throws IOException {
    return AgentHome.asItIs(statePath());
  }

  private Path statePath() throws IOException {
    return path(state, Setting.STATE).orElse(Path.of(DEFAULT_STATE));
  }

  AgentHome openHome() throws IOException {
    AgentHome home = openState();
    Optional<String> name = name();
    if (name.isPresent() && !home.machineId().equals(name.get())) {
      if (new IdentityFolder(home.state()).read().isPresent()) {
        throw new UsageException(
            "this machine is enrolled as '%s', not as '%s'".formatted(home.machineId(), name.get()),
            "leave --machine away, or enrol it under the other name");
      }
      home.nameMachine(name.get());
    }
    return home;
  }

  /// What holds for this machine alone.
  ///
  /// @param windows outside of which nothing is to be changed
  Standing standing(AgentHome home, Surroundings here, Windows windows) throws IOException {
    return new Standing(
        home.machineId(),
        groups(home),
        new OrderFile(home.state()).read(),
        here.clock().instant(),
        windows);
  }

  /// Those its certificate names; a damaged one names none.
  static List<String> groups(AgentHome home) throws IOException {
    try {
      Optional<MachineIdentity> identity = identity(home, true);
      return identity.isPresent() ? List.copyOf(identity.get().machine().groups()) : List.of();
    } catch (GeneralSecurityException e) {
      return List.of();
    }
  }

  private static void checkName(String name) throws UsageException {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
      throw new UsageException(
          "'%s' cannot name a machine".formatted(name),
          "use up to 128 letters, digits, dots, dashes and underscores, starting with a letter or"
              + " digit");
    }
  }

  /// The server, where one is used: the one that is named, else the one where this machine enrolled.
  Optional<HttpOrigin> openServer(AgentHome home, Surroundings here) throws IOException {
    return openServer(home, here, Patience.DEFAULT);
  }

  /// The same, with other patience.
  Optional<HttpOrigin> openServer(AgentHome home, Surroundings here, Patience patience)
      throws IOException {
    Optional<HttpOrigin> server = openServerIfAny(home, here, patience);
    if (server.isEmpty() && !isLocal()) {
      throw new UsageException(
          "no repository is named",
          "enrol this machine, or give --server URL, or --repo DIR for one on this machine");
    }
    return server;
  }

  /// The same, for what can do without any repository.
  Optional<HttpOrigin> openServerIfAny(AgentHome home, Surroundings here, Patience patience)
      throws IOException {
    if (isLocal()) {
      return Optional.empty();
    }
    Optional<URI> named = serverUrl();
    Optional<MachineIdentity> identity = identity(home, named.isPresent());
    Optional<URI> known = named.or(() -> identity.map(MachineIdentity::server));
    if (known.isEmpty()) {
      return Optional.empty();
    }
    URI url = known.get();
    Optional<Path> ca = path(authorities, Setting.CA);
    Optional<MachineIdentity> own = identity.filter(machine -> machine.isOf(url));
    return Optional.of(
        own.isPresent()
            ? HttpOrigin.open(url, Tls.of(own.get(), ca, here.clock()), patience, caps.network())
            : origin(url, ca, patience));
  }

  /// @param dispensable without one, or with one that is damaged, a machine is not heard, but it converges
  private static Optional<MachineIdentity> identity(AgentHome home, boolean dispensable)
      throws IOException {
    try {
      return new IdentityFolder(home.state()).read();
    } catch (ProblemException e) {
      if (dispensable) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// The server of the options, else of the settings file.
  Optional<URI> serverUrl() throws IOException {
    Optional<String> url = text(server == null ? null : server.toString(), Setting.SERVER);
    return url.isPresent() ? Optional.of(url(url.get())) : Optional.empty();
  }

  /// The file of the root of trust, where one is given.
  Optional<Path> trustFile() throws IOException {
    return path(trust, Setting.TRUST);
  }

  /// The name this machine was given by option or settings.
  Optional<String> name() throws IOException {
    Optional<String> name = text(machine, Setting.MACHINE);
    if (name.isPresent()) {
      checkName(name.get());
    }
    return name;
  }

  private static URI url(String text) throws UsageException {
    try {
      return new ServerUrl().convert(text);
    } catch (TypeConversionException e) {
      throw new UsageException(String.valueOf(e.getMessage()), "correct the server's URL");
    }
  }

  /// The repository's objects, from `server` or from a folder.
  RepositorySource openSource(Optional<HttpOrigin> server, Surroundings here) throws IOException {
    if (server.isPresent()) {
      return new HttpSource(server.get(), here.clock(), here.random());
    }
    return new DirectorySource(path(repo, Setting.REPO).orElseThrow(), caps.disk());
  }

  /// The mirrors before `origin`, in this machine's own order.
  Mirrors openMirrors(RepositorySource origin, AgentHome home, Surroundings here)
      throws IOException {
    List<MirrorAddress> named =
        mirrors.isEmpty() && settings != null ? settings.mirrors() : mirrors;
    Optional<Path> pem = path(authorities, Setting.CA);
    return new Mirrors(
        origin,
        named.isEmpty() ? named : MirrorAddress.inOrderOf(home.machineId(), named),
        address -> open(address, pem, here),
        home.state(),
        here.clock());
  }

  private RepositorySource open(
      MirrorAddress address, Optional<Path> authorities, Surroundings here) throws IOException {
    return switch (address) {
      case MirrorAddress.Folder(Path path) -> new DirectorySource(path, caps.disk());
      case MirrorAddress.Web(URI url) ->
          new HttpSource(origin(url, authorities, Patience.BRIEF), here.clock(), here.random());
    };
  }

  private HttpOrigin origin(URI url, Optional<Path> authorities, Patience patience)
      throws IOException {
    return authorities.isPresent()
        ? HttpOrigin.open(url, Tls.trusting(authorities.get()), patience, caps.network())
        : HttpOrigin.open(url, patience, caps.network());
  }

  /// A folder given as an option wins over a server in the settings file.
  private boolean isLocal() throws IOException {
    return repo != null || (server == null && path(null, Setting.REPO).isPresent());
  }

  /// The repository seen through the machine's root of trust.
  ///
  /// @throws UsageException when it has none
  Repository openRepository(Mirrors mirrors, AgentHome home, Surroundings here) throws IOException {
    Repository repository = new Repository(mirrors.origin(), mirrors, home.state(), here.clock());
    Optional<Path> given = trustFile();
    if (given.isPresent()) {
      byte[] bytes = readTrust(given.get());
      believe(repository, bytes, given.get());
      home.keepTrustedRoot(bytes);
      return repository;
    }
    repository.trust(keptTrust(home));
    return repository;
  }

  /// The root of trust to begin with: what is given, else what was given before.
  ///
  /// @throws UsageException when there is none
  byte[] rootOfTrust(AgentHome home) throws IOException {
    Optional<Path> given = trustFile();
    return given.isPresent() ? readTrust(given.get()) : keptTrust(home);
  }

  private static byte[] keptTrust(AgentHome home) throws IOException {
    try {
      return home.trustedRoot();
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "this machine has no root of trust",
          "enrol it (`lockstep-agent enroll`), or give the root.json that `lockstep init` wrote beside the keys: --trust FILE");
    }
  }

  /// Whatever is wrong with the bytes, it is the file that was given which is wrong.
  private static void believe(Repository repository, byte[] root, Path file) throws IOException {
    try {
      repository.trust(root);
    } catch (TrustException e) {
      throw new ProblemException(
          new Problem(
              e.problem().code(),
              file.toString(),
              "cannot be this machine's root of trust: " + e.problem().message(),
              "give the root.json that `lockstep init` wrote beside the keys: --trust FILE"),
          e);
    }
  }

  static byte[] readTrust(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              "E-TRUST",
              file.toString(),
              "cannot read the root of trust: " + Explanation.of(e).message(),
              "give the root.json that `lockstep init` wrote beside the keys"),
          e);
    }
  }

  private Optional<Path> path(@Nullable Path option, Setting setting) throws IOException {
    return text(option == null ? null : option.toString(), setting).map(Path::of);
  }

  private Optional<String> text(@Nullable String option, Setting setting) throws IOException {
    if (option != null) {
      return Optional.of(option);
    }
    return settings == null ? Optional.empty() : settings.text(setting);
  }
}
