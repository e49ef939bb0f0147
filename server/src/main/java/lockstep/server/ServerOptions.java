package lockstep.server;

import java.io.IOException;
import java.net.URI;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which server, and who asks it.
final class ServerOptions {
  @Option(
      names = "--server",
      required = true,
      paramLabel = "URL",
      converter = ServerUrl.class,
      description = "where 'lockstep serve' is reached")
  private URI server;

  @Mixin private TokenOption token = new TokenOption();

  FleetClient connect() throws IOException {
    return token.connect(server);
  }
}
