package lockstep.server;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import lockstep.images.console.Console;
import lockstep.server.fleet.HistoryLimits;
import lockstep.server.gate.GateLimits;
import lockstep.server.signing.SignedRepository;

/// A real server on loopback, in this process.
public final class TestServer {
  private TestServer() {}

  /// @param err gets what it says while it runs
  public static Server start(
      Path repository, Path data, ServerTls tls, InstantSource clock, PrintStream err)
      throws IOException {
    Server.Settings settings =
        new Server.Settings(
            repository,
            data,
            SignedRepository.onlineKeysBeside(repository),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            tls,
            GateLimits.defaults(),
            HistoryLimits.DEFAULT);
    Console console = new Console(err, err, Console.Display.LINES, Console.Detail.BRIEF, clock);
    return Server.start(settings, clock, console);
  }
}
