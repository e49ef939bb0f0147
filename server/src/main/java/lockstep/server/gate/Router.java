package lockstep.server.gate;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import lockstep.images.identity.CertifiedMachine;
import lockstep.server.operator.Authentication;
import lockstep.server.operator.Operator;
import lockstep.server.operator.Operators;

/// Who answers what, and to whom. Safe for many threads and never waits.
final class Router {
  private static final System.Logger LOG = System.getLogger(Router.class.getName());
  private static final String BEARER = "Bearer ";

  private final List<Route> routes;
  private final FileDesk files;
  private final Operators operators;
  private final Executor waiting;
  private final Executor listening;
  private final InstantSource clock;

  /// @param waiting runs what may wait for the disk; refuses what would wait too long
  /// @param listening runs what waits for a word; refuses when too many do
  Router(
      List<Route> routes,
      FileDesk files,
      Operators operators,
      Executor waiting,
      Executor listening,
      InstantSource clock) {
    this.routes = List.copyOf(routes);
    this.files = files;
    this.operators = operators;
    this.waiting = waiting;
    this.listening = listening;
    this.clock = clock;
  }

  /// What the head of a request leads to, looked up once.
  ///
  /// @param route that takes the method, or else one of the path that takes another; empty: it asks for a file
  record Aim(Optional<Route> route, boolean isTaken) {
    int maxBodyBytes() {
      return isTaken ? route.map(Route::maxBodyBytes).orElse(0) : 0;
    }
  }

  Aim aim(HttpMethod method, String path) {
    Optional<Route> other = Optional.empty();
    for (Route route : routes) {
      if (route.match(path).isPresent()) {
        if (route.takes(method)) {
          return new Aim(Optional.of(route), true);
        }
        other = other.isPresent() ? other : Optional.of(route);
      }
    }
    return new Aim(other, false);
  }

  /// Why a request will not be answered, so that its body need not be heard; empty when that is not known yet.
  Optional<Reply> refusal(Aim aim, HttpHeaders headers, Caller caller) {
    return aim.route()
        .flatMap(route ->
            switch (route.access()) {
              case Access.Anyone _ -> Optional.<Reply>empty();
              case Access.AnyoneInPrivate _ ->
                  caller.secure() ? Optional.empty() : Optional.of(Reply.onlyInPrivate());
              case Access.Machine _ -> refusal(caller);
              case Access.Operator _ -> {
                if (!caller.secure()) {
                  yield Optional.of(Reply.onlyInPrivate());
                }
                yield bearer(headers).isPresent()
                    ? Optional.empty()
                    : Optional.of(Reply.unauthorized());
              }
            });
  }

  private Optional<Reply> refusal(Caller caller) {
    if (!caller.secure()) {
      return Optional.of(Reply.onlyInPrivate());
    }
    Optional<CertifiedMachine> machine = caller.machine();
    if (machine.isEmpty()) {
      return Optional.of(
          Reply.text(
              HttpResponseStatus.FORBIDDEN, "only enrolled machines, which have a certificate"));
    }
    // The handshake looked at it as well, but a connection may outlive a certificate.
    return clock.instant().isBefore(machine.get().expires())
        ? Optional.empty()
        : Optional.of(Reply.text(HttpResponseStatus.FORBIDDEN, "the certificate has expired"));
  }

  private static Optional<String> bearer(HttpHeaders headers) {
    List<String> all = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    return all.size() == 1 && all.getFirst().startsWith(BEARER)
        ? Optional.of(all.getFirst().substring(BEARER.length()).strip())
        : Optional.empty();
  }

  /// @param aim of the request's head, which is not [refused][#refusal]
  CompletableFuture<Reply> answer(Request request, Caller caller, Aim aim) {
    return aim.route().isEmpty()
        ? files.answer(request, caller)
        : later(
            request,
            switch (aim.route().get().waits()) {
              case FOR_THE_DISK -> waiting;
              case FOR_A_WORD -> listening;
            },
            () -> answer(request, caller, aim.route().get()));
  }

  private interface Work {
    Reply answer() throws IOException;
  }

  private Reply answer(Request request, Caller caller, Route route) throws IOException {
    String operator = "";
    if (route.access() instanceof Access.Operator(var least)) {
      switch (operators.authenticate(bearer(request.headers()).orElseThrow(), caller.source())) {
        case Authentication.Granted(Operator granted) -> {
          if (!granted.role().allows(least)) {
            return Reply.text(
                HttpResponseStatus.FORBIDDEN,
                "this needs the role " + least + ", not " + granted.role());
          }
          operator = granted.name();
        }
        case Authentication.Denied _ -> {
          return Reply.unauthorized();
        }
        case Authentication.Locked(var wait) -> {
          return Reply.tooMany(wait);
        }
      }
    }
    if (!route.takes(request.method())) {
      return Reply.notAllowed(route.allowed());
    }
    String argument = route.match(request.path()).orElseThrow();
    return route.desk().answer(new Call(request, caller, argument, operator));
  }

  private CompletableFuture<Reply> later(Request request, Executor executor, Work work) {
    try {
      return CompletableFuture.supplyAsync(() -> run(request, work), executor);
    } catch (RejectedExecutionException e) {
      return now(Reply.busy());
    }
  }

  private static Reply run(Request request, Work work) {
    try {
      return work.answer();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, () -> request + " failed", e);
      return Reply.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the server's disk failed");
    }
  }

  private static CompletableFuture<Reply> now(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }
}
