package lockstep.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import lockstep.server.audit.Actor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Where a rollout is steered: in a repository on this machine, or through a server.
final class RolloutPlace {
  @Parameters(
      paramLabel = "REPO",
      arity = "0..1",
      description = "the repository, on the machine that has it")
  private @Nullable Path repository;

  @Option(
      names = "--server",
      paramLabel = "URL",
      converter = ServerUrl.class,
      description = "instead: where 'lockstep serve' is reached")
  private @Nullable URI server;

  @Mixin private TokenOption token = new TokenOption();

  @Mixin private OnlineKeysOption onlineKeys = new OnlineKeysOption();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /// @throws ParameterException when it is neither, or both
  void check() {
    if ((repository == null) == (server == null)) {
      throw new ParameterException(
          spec.commandLine(),
          repository == null
              ? "where? Name the repository, or a server: --server URL"
              : "name the repository or a server, not both");
    }
  }

  RolloutOffice open(InstantSource clock) throws IOException {
    Path local = repository;
    if (local != null) {
      return new RepositoryOffice(onlineKeys.open(local, clock), clock, Actor.ofThisProcess());
    }
    URI remote = server;
    if (remote == null) {
      throw new IllegalStateException("checked before");
    }
    return new ServerOffice(token.connect(remote));
  }
}
