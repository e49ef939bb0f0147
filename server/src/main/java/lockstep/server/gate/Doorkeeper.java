package lockstep.server.gate;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import lockstep.server.limit.SourceNetwork;
import org.jspecify.annotations.Nullable;

/// The first handler of a connection: counts it, and ends it when it does not say in time what it speaks.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends its connection
final class Doorkeeper extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<Admission.Standing> STANDING =
      AttributeKey.valueOf(Doorkeeper.class, "standing");

  private final GateWorks works;
  private @Nullable Future<?> deadline;
  private boolean chosen;

  Doorkeeper(GateWorks works) {
    this.works = works;
  }

  static Admission.Standing standing(ChannelHandlerContext connection) {
    Admission.Standing standing = connection.channel().attr(STANDING).get();
    return standing == null ? Admission.Standing.BUSY : standing;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    String source = source(ctx.channel().remoteAddress());
    Admission.Standing standing = works.admission().entered(source);
    ctx.channel().closeFuture().addListener(_ -> works.admission().left(source));
    if (standing == Admission.Standing.TURNED_AWAY) {
      ctx.close();
      return;
    }
    ctx.channel().attr(STANDING).set(standing);
    deadline =
        ctx.executor()
            .schedule(
                () -> ctx.close(),
                works.limits().requestTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    ctx.fireChannelActive();
  }

  /// @param remote null for a connection that ended before it was looked at.
  private static String source(@Nullable SocketAddress remote) {
    return remote instanceof InetSocketAddress inet && inet.getAddress() != null
        ? SourceNetwork.of(inet.getAddress())
        : "";
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ConnectionEvent.PROTOCOL_CHOSEN) {
      chosen = true;
      stopDeadline();
    } else if (event == ConnectionEvent.DRAIN && !chosen) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stopDeadline();
    ctx.fireChannelInactive();
  }

  private void stopDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
