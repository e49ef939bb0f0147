package lockstep.server.gate;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// Who answers what. Safe for many threads and never waits.
final class Router {
  private static final System.Logger LOG = System.getLogger(Router.class.getName());
  private static final String CHECK_IN = "/v1/check-in";
  private static final String FLEET = "/v1/fleet";

  /// An answer that may have to wait for the disk.
  private interface Call {
    Reply answer() throws IOException;
  }

  private final FileDesk files;
  private final FleetDesk fleet;
  private final Executor waiting;

  /// @param waiting runs what may wait; refuses what would wait too long
  Router(FileDesk files, FleetDesk fleet, Executor waiting) {
    this.files = files;
    this.fleet = fleet;
    this.waiting = waiting;
  }

  boolean takesBody(HttpMethod method, String path) {
    return method.equals(HttpMethod.POST) && path.equals(CHECK_IN);
  }

  CompletableFuture<Reply> answer(Request request) {
    String path = request.path();
    if (path.equals(CHECK_IN)) {
      return request.method().equals(HttpMethod.POST)
          ? later(request, () -> fleet.checkIn(request))
          : now(Reply.notAllowed("POST"));
    }
    if (path.equals(FLEET)) {
      return read(request, fleet::machines);
    }
    if (path.startsWith(FLEET + "/")) {
      return read(request, () -> fleet.machine(path.substring(FLEET.length() + 1)));
    }
    if (path.equals("/healthz")) {
      return now(Reply.text(HttpResponseStatus.OK, "ok"));
    }
    return now(files.answer(request));
  }

  private CompletableFuture<Reply> read(Request request, Call call) {
    return request.isRead() ? later(request, call) : now(Reply.notAllowed("GET, HEAD"));
  }

  private CompletableFuture<Reply> later(Request request, Call call) {
    try {
      return CompletableFuture.supplyAsync(() -> run(request, call), waiting);
    } catch (RejectedExecutionException e) {
      return now(Reply.busy());
    }
  }

  private static Reply run(Request request, Call call) {
    try {
      return call.answer();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, () -> request + " failed", e);
      return Reply.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the server's disk failed");
    }
  }

  private static CompletableFuture<Reply> now(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }
}
