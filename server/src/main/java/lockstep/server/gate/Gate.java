package lockstep.server.gate;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.server.identity.Credentials;
import org.jspecify.annotations.Nullable;

/// An open door to one repository and one fleet. Safe for many threads.
public final class Gate implements AutoCloseable {
  /// Where the gate stands and what it bears.
  ///
  /// @param listen port 0 takes any free one
  /// @param tls without it, HTTP is plain, and nothing but the repository is served: it is signed, the rest is secret
  public record Settings(InetSocketAddress listen, Optional<Tls> tls, GateLimits limits) {}

  /// @param credentials what the server proves itself by at first
  /// @param machineAuthority whose certificates machines have
  public record Tls(Credentials credentials, X509Certificate machineAuthority) {}

  private final Settings settings;
  private final @Nullable TlsDoor tls;
  private final RepositoryFiles files;
  private final Listeners listeners;
  private final Turns turns;
  private final WaitingCalls waiting;
  private final WaitingCalls listening;
  private final EventLoopGroup loops;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel door;
  private final Future<?> ticks;

  private Gate(Settings settings, RepositoryFiles files, Offices offices, InstantSource clock)
      throws IOException {
    this.settings = settings;
    this.files = files;
    this.tls = settings.tls().isPresent() ? door(settings.tls().get()) : null;
    this.listeners = offices.listeners();
    this.turns = new Turns(settings.limits().sending(), System::nanoTime);
    this.waiting = new WaitingCalls(settings.limits().maxWaitingCalls());
    this.listening = new WaitingCalls(settings.limits().maxListeners());
    Router router =
        new Router(
            offices.routes(settings.limits(), turns, clock),
            new FileDesk(files, turns, settings.limits().sending().largeBytes()),
            offices.operators(),
            waiting,
            listening,
            clock);
    GateWorks works =
        new GateWorks(
            router, new ReplyWriter(clock), new Admission(settings.limits()), settings.limits());
    this.loops =
        new MultiThreadIoEventLoopGroup(
            new DefaultThreadFactory("gate", true),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.door = bind(new ConnectionSetup(works, tls));
    this.ticks = loops.next().scheduleAtFixedRate(turns::tick, 1, 1, TimeUnit.SECONDS);
  }

  private static TlsDoor door(Tls tls) throws IOException {
    return new TlsDoor(tls.credentials(), tls.machineAuthority());
  }

  /// @throws ProblemException when the address cannot be listened on
  public static Gate open(Settings settings, Path repository, Offices offices, InstantSource clock)
      throws IOException {
    RepositoryFiles files = RepositoryFiles.open(repository);
    try {
      return new Gate(settings, files, offices, clock);
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private Channel bind(ConnectionSetup setup) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .handler(new Registrar())
            .childHandler(setup);
    var bound = bootstrap.bind(settings.listen()).awaitUninterruptibly();
    if (bound.isSuccess()) {
      return bound.channel();
    }
    stopThreads();
    throw cannotListen(bound.cause());
  }

  /// Remembers the connections, to tell them when the gate closes.
  private final class Registrar extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object connection) {
      connections.add((Channel) connection);
      ctx.fireChannelRead(connection);
    }
  }

  private ProblemException cannotListen(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    String address = settings.listen().getHostString() + ":" + settings.listen().getPort();
    Problem problem =
        message.contains("in use")
            ? new Problem(
                "E-PORT-IN-USE",
                address,
                "another program listens there",
                "choose another port with --listen, or 0 for any free one")
            : new Problem(
                "E-LISTEN",
                address,
                "it cannot be listened on: " + message,
                "give an address of this machine with --listen ADDR:PORT");
    return new ProblemException(problem, cause);
  }

  /// What the server proves itself by from now on; new connections see it.
  public void change(Credentials credentials) throws IOException {
    if (tls != null) {
      tls.change(credentials);
    }
  }

  /// Where it listens, with the real port.
  public URI uri() {
    InetSocketAddress bound = (InetSocketAddress) door.localAddress();
    String host = bound.getAddress().getHostAddress();
    String scheme = settings.tls().isPresent() ? "https://" : "http://";
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return URI.create(scheme + literal + ":" + bound.getPort());
  }

  /// Takes no new connection, finishes the requests under way within the drain timeout, then lets go of everything.
  @Override
  public void close() throws IOException {
    door.close().awaitUninterruptibly();
    connections.forEach(c -> c.pipeline().fireUserEventTriggered(ConnectionEvent.DRAIN));
    listeners.close();
    ticks.cancel(false);
    turns.close();
    long drainMillis = settings.limits().drainTimeout().toMillis();
    if (!connections.newCloseFuture().awaitUninterruptibly(drainMillis)) {
      connections.close().awaitUninterruptibly();
    }
    stopThreads();
    files.close();
  }

  private void stopThreads() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    waiting.close();
    listening.close();
  }
}
