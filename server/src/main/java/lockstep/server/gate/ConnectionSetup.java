package lockstep.server.gate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Finds out what a new connection speaks and puts the handlers for it in place.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends its connection
final class ConnectionSetup extends ChannelInitializer<Channel> {
  private static final int MAX_REQUEST_LINE_BYTES = 4 << 10;
  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final int MAX_STREAMS = 100;

  private final GateWorks works;
  private final @Nullable TlsDoor tls;

  ConnectionSetup(GateWorks works, @Nullable TlsDoor tls) {
    this.works = works;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel connection) {
    ChannelPipeline pipeline = connection.pipeline().addLast(new Doorkeeper(works));
    if (tls != null) {
      pipeline.addLast(tls.handler(connection.alloc()), new Negotiated());
    } else {
      pipeline.addLast(new FirstBytes());
    }
  }

  /// TLS: the client named its protocols in the handshake.
  private final class Negotiated extends ApplicationProtocolNegotiationHandler {
    Negotiated() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      Caller caller = TlsDoor.caller(ctx.channel());
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        ctx.pipeline().addLast(http2Codec());
        addHttp2(ctx, caller);
      } else {
        ctx.pipeline().addLast(http1Codec());
        addHttp1(ctx, Wire.HTTP1_TLS, caller);
      }
    }

    /// A failed handshake is the client's affair and is not logged.
    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  /// Plain: a client that knows beforehand begins with the preface of HTTP/2, any other with a request of HTTP/1.1.
  ///
  /// `Upgrade: h2c` in that request is passed over, as RFC 9110, section 7.8 allows. It would let the answer set out
  /// before the client has changed protocols, and java.net.http loses what arrives while it changes.
  private final class FirstBytes extends ByteToMessageDecoder {
    private final ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      Caller caller = Caller.plain(TlsDoor.source(ctx.channel()));
      int length = Math.min(in.readableBytes(), preface.readableBytes());
      if (!ByteBufUtil.equals(in, in.readerIndex(), preface, preface.readerIndex(), length)) {
        ctx.pipeline().addLast(http1Codec());
        addHttp1(ctx, Wire.HTTP1_PLAIN, caller);
        ctx.pipeline().remove(this);
      } else if (length == preface.readableBytes()) {
        ctx.pipeline().addLast(http2Codec());
        addHttp2(ctx, caller);
        ctx.pipeline().remove(this);
      }
    }
  }

  private static HttpServerCodec http1Codec() {
    return new HttpServerCodec(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES));
  }

  private void addHttp1(ChannelHandlerContext ctx, Wire wire, Caller caller) {
    // FlowControlHandler keeps pipelined requests back until the one before is answered.
    ctx.pipeline()
        .addLast(
            new FlowControlHandler(),
            new ChunkedWriteHandler(),
            stallWatch(),
            new Exchange(works, wire, Doorkeeper.standing(ctx), caller));
    ctx.pipeline().fireUserEventTriggered(ConnectionEvent.PROTOCOL_CHOSEN);
  }

  private Http2FrameCodec http2Codec() {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(MAX_STREAMS)
                .maxHeaderListSize(MAX_HEADER_BYTES))
        .gracefulShutdownTimeoutMillis(works.limits().drainTimeout().toMillis())
        .build();
  }

  /// After the codec, which is there already.
  private void addHttp2(ChannelHandlerContext ctx, Caller caller) {
    Admission.Standing standing = Doorkeeper.standing(ctx);
    ChannelHandler streams =
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel stream) {
            stream
                .pipeline()
                .addLast(
                    new Http2StreamFrameToHttpObjectCodec(true),
                    new ChunkedWriteHandler(),
                    stallWatch(),
                    new Exchange(works, Wire.HTTP2, standing, caller));
          }
        };
    ctx.pipeline().addLast(new Http2MultiplexHandler(streams), idleWatch(), new Http2Connection());
    ctx.pipeline().fireUserEventTriggered(ConnectionEvent.PROTOCOL_CHOSEN);
  }

  /// Tells when nothing of an answer went out for too long.
  private IdleStateHandler stallWatch() {
    Duration stall = works.limits().stallTimeout();
    return new IdleStateHandler(true, 0, stall.toMillis(), 0, TimeUnit.MILLISECONDS);
  }

  /// Tells when nothing at all moves on a connection.
  private IdleStateHandler idleWatch() {
    Duration idle = works.limits().requestTimeout();
    return new IdleStateHandler(true, 0, 0, idle.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Ends an HTTP/2 connection with GOAWAY; the codec lets streams under way finish first.
  private static final class Http2Connection extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == ConnectionEvent.DRAIN || event instanceof IdleStateEvent) {
        ctx.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
