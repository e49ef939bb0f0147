package lockstep.server.gate;

import com.google.protobuf.ByteString;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedNioFile;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Date;

/// Turns replies into what the pipeline sends.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends its connection
final class ReplyWriter {
  /// What the connection is for once the reply is sent.
  enum Then {
    KEEP,
    CLOSE
  }

  private static final int CHUNK_BYTES = 64 << 10;

  private final InstantSource clock;

  ReplyWriter(InstantSource clock) {
    this.clock = clock;
  }

  /// Takes the reply over; the future is done when all of it went out, or failed.
  ChannelFuture write(
      ChannelHandlerContext ctx, Wire wire, HttpMethod method, Reply reply, Then then)
      throws IOException {
    ctx.write(head(reply, then));
    boolean withoutBody =
        method.equals(HttpMethod.HEAD) || reply.status().equals(HttpResponseStatus.NOT_MODIFIED);
    return switch (reply) {
      case Reply.Brief(_, _, ByteString body) -> {
        if (!withoutBody) {
          ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(body.asReadOnlyByteBuffer())));
        }
        yield ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
      }
      case Reply.Stored stored -> {
        if (withoutBody || stored.part().length() == 0) {
          stored.turn().ifPresent(Turns.Turn::close);
          stored.file().close();
          yield ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        ChannelFuture sent;
        try {
          sent = writeFile(ctx, wire, stored.file(), stored.part());
        } catch (IOException e) {
          stored.discard();
          throw e;
        }
        stored.turn().ifPresent(turn -> sent.addListener(_ -> turn.close()));
        yield sent;
      }
    };
  }

  private static ChannelFuture writeFile(
      ChannelHandlerContext ctx, Wire wire, StoredFile file, ByteRange.Part part)
      throws IOException {
    if (wire == Wire.HTTP1_PLAIN) {
      ctx.write(new DefaultFileRegion(file.content(), part.offset(), part.length()));
      cork(ctx, true);
      ChannelFuture sent = ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
      sent.addListener(_ -> cork(ctx, false));
      return sent;
    }
    ChunkedNioFile chunks =
        new ChunkedNioFile(file.content(), part.offset(), part.length(), CHUNK_BYTES);
    return ctx.writeAndFlush(new HttpChunkedInput(chunks));
  }

  /// While it is corked, the head goes out in the same segments as what follows.
  private static void cork(ChannelHandlerContext ctx, boolean corked) {
    if (ctx.channel().config() instanceof EpollSocketChannelConfig config
        && ctx.channel().isActive()) {
      config.setTcpCork(corked);
    }
  }

  private HttpResponse head(Reply reply, Then then) {
    HttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, reply.status(), reply.headers());
    head.headers()
        .set(HttpHeaderNames.DATE, DateFormatter.format(Date.from(clock.instant())))
        .set(HttpHeaderNames.SERVER, "lockstep")
        .set("x-content-type-options", "nosniff");
    if (!reply.status().equals(HttpResponseStatus.NOT_MODIFIED)) {
      HttpUtil.setContentLength(head, length(reply));
    }
    HttpUtil.setKeepAlive(head, then == Then.KEEP);
    return head;
  }

  private static long length(Reply reply) {
    return switch (reply) {
      case Reply.Brief(_, _, ByteString body) -> body.size();
      case Reply.Stored(_, _, _, ByteRange.Part part, _) -> part.length();
    };
  }
}
