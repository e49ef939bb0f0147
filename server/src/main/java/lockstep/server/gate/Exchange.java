package lockstep.server.gate;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One request after the other on an HTTP/1.1 connection, or the one request of an HTTP/2 stream.
///
///     WAITING ── head ──▶ RECEIVING ── last part ──▶ ANSWERING ── sent ──▶ WAITING, or the connection ends
///                             └── refused ──▶ REFUSED: the rest is thrown away, then the connection ends
///
/// A deadline runs in every state but ANSWERING, where the stall timeout watches instead.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends its connection
final class Exchange extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(Exchange.class.getName());

  private enum State {
    WAITING,
    RECEIVING,
    ANSWERING,
    REFUSED
  }

  private final GateWorks works;
  private final Wire wire;
  private final Admission.Standing standing;
  private final Caller caller;

  private State state = State.WAITING;
  private @Nullable HttpRequest head;
  private Router.@Nullable Aim aim;
  private @Nullable RequestBody body;
  private @Nullable ChannelFuture refusal;
  private @Nullable Future<?> deadline;
  private boolean draining;

  /// Of an answer, something was given to the connection; whoever waits for his turn takes nothing of it yet.
  private boolean isSending;

  Exchange(GateWorks works, Wire wire, Admission.Standing standing, Caller caller) {
    this.works = works;
    this.wire = wire;
    this.standing = standing;
    this.caller = caller;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    await(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stopDeadline();
    letBodyGo();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws IOException {
    try {
      if (message instanceof HttpRequest request) {
        begin(ctx, request);
      }
      if (message instanceof HttpContent part && state == State.RECEIVING) {
        receive(ctx, part);
      } else if (message instanceof LastHttpContent && state == State.REFUSED) {
        present(refusal).addListener(ChannelFutureListener.CLOSE);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) throws IOException {
    head = request;
    state = State.RECEIVING;
    if (request.decoderResult().isFailure()) {
      refuse(ctx, garbled(request.decoderResult().cause()));
      return;
    }
    if (standing == Admission.Standing.BUSY) {
      refuse(ctx, Reply.busy());
      return;
    }
    Router.Aim found = works.router().aim(request.method(), Request.pathOf(request.uri()));
    aim = found;
    Optional<Reply> refusal = works.router().refusal(found, request.headers(), caller);
    if (refusal.isPresent()) {
      refuse(ctx, refusal.get());
    } else if (declaredBytes(request) > found.maxBodyBytes()) {
      refuse(ctx, tooLarge(found));
    } else {
      body = new RequestBody(works.admission(), found.maxBodyBytes());
      if (HttpUtil.is100ContinueExpected(request)) {
        ctx.writeAndFlush(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      }
    }
  }

  /// As announced; what is no number announces nothing, and the body is counted as it comes.
  private static long declaredBytes(HttpRequest request) {
    try {
      return HttpUtil.getContentLength(request, 0L);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Reply tooLarge(Router.Aim aim) {
    int max = aim.maxBodyBytes();
    return Reply.text(
        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
        max == 0 ? "no body is taken here" : "a body has at most " + max + " bytes");
  }

  private static Reply garbled(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          Reply.text(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
      case TooLongHttpHeaderException _ ->
          Reply.text(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the header is too large");
      default -> Reply.text(HttpResponseStatus.BAD_REQUEST, "this is not HTTP");
    };
  }

  private void receive(ChannelHandlerContext ctx, HttpContent part) throws IOException {
    HttpRequest request = present(head);
    if (part.decoderResult().isFailure()) {
      refuse(ctx, garbled(part.decoderResult().cause()));
      return;
    }
    switch (present(body).take(part.content())) {
      case YES -> {
        if (part instanceof LastHttpContent) {
          answer(ctx, request);
        }
      }
      case TOO_LARGE -> refuse(ctx, tooLarge(present(aim)));
      case NO_ROOM -> refuse(ctx, Reply.busy());
    }
  }

  private void answer(ChannelHandlerContext ctx, HttpRequest message) {
    state = State.ANSWERING;
    stopDeadline();
    Request request =
        new Request(
            message.method(),
            Request.pathOf(message.uri()),
            message.headers(),
            present(body).content());
    works
        .router()
        .answer(request, caller, present(aim))
        .whenComplete((reply, failure) -> {
          if (ctx.executor().inEventLoop()) {
            send(ctx, message, reply, failure);
          } else {
            ctx.executor().execute(() -> send(ctx, message, reply, failure));
          }
        });
    // Most files are on their way by now, and nothing need change for them.
    if (state == State.ANSWERING) {
      readNext(ctx, false);
    }
  }

  private void send(
      ChannelHandlerContext ctx,
      HttpRequest message,
      @Nullable Reply reply,
      @Nullable Throwable failure) {
    letBodyGo();
    if (reply == null) {
      exceptionCaught(ctx, failure == null ? new IllegalStateException("no reply") : failure);
      return;
    }
    if (reply instanceof Reply.Stored stored && !ctx.channel().isActive()) {
      stored.discard();
      return;
    }
    isSending = true;
    ReplyWriter.Then then =
        HttpUtil.isKeepAlive(message) && !draining ? ReplyWriter.Then.KEEP : ReplyWriter.Then.CLOSE;
    try {
      works
          .writer()
          .write(ctx, wire, message.method(), reply, then)
          .addListener(sent -> {
            if (sent.isSuccess() && then == ReplyWriter.Then.KEEP && !draining) {
              await(ctx);
              readNext(ctx, true);
            } else if (wire != Wire.HTTP2) {
              ctx.close();
            }
          });
    } catch (IOException e) {
      exceptionCaught(ctx, e);
    }
  }

  /// Answers before the request is complete; its rest is not listened to. The connection stays until the rest has
  /// come, so that the client, still sending, gets to read the answer.
  private void refuse(ChannelHandlerContext ctx, Reply reply) throws IOException {
    HttpRequest request = present(head);
    boolean nothingFollows =
        request.decoderResult().isFailure() || HttpUtil.is100ContinueExpected(request);
    state = State.REFUSED;
    letBodyGo();
    refusal = works.writer().write(ctx, wire, HttpMethod.GET, reply, ReplyWriter.Then.CLOSE);
    refusal.addListener(
        nothingFollows ? ChannelFutureListener.CLOSE : ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ConnectionEvent.DRAIN) {
      draining = true;
      if (state == State.WAITING) {
        ctx.close();
      }
    } else if (event instanceof IdleStateEvent && state == State.ANSWERING && isSending) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Clients that vanish or talk nonsense are the daily weather of a server.
    System.Logger.Level level =
        cause instanceof RuntimeException ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
    LOG.log(level, () -> "the connection " + ctx.channel() + " ends", cause);
    ctx.close();
  }

  private void await(ChannelHandlerContext ctx) {
    state = State.WAITING;
    isSending = false;
    head = null;
    aim = null;
    stopDeadline();
    deadline =
        ctx.executor()
            .schedule(
                () -> ctx.close(),
                works.limits().requestTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void stopDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void readNext(ChannelHandlerContext ctx, boolean now) {
    if (wire != Wire.HTTP2) {
      ctx.channel().config().setAutoRead(now);
    }
  }

  private void letBodyGo() {
    if (body != null) {
      body.release();
      body = null;
    }
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the exchange is in another state");
    }
    return value;
  }
}
