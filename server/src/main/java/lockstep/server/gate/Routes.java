package lockstep.server.gate;

import static io.netty.handler.codec.http.HttpMethod.DELETE;
import static io.netty.handler.codec.http.HttpMethod.GET;
import static io.netty.handler.codec.http.HttpMethod.POST;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import lockstep.server.operator.OperatorRole;

/// Everything a gate answers beside the files of the repository.
final class Routes {
  private static final Access ANYONE = new Access.Anyone();
  private static final Access ANYONE_IN_PRIVATE = new Access.AnyoneInPrivate();
  private static final Access MACHINE = new Access.Machine();
  private static final Access VIEWER = new Access.Operator(OperatorRole.VIEWER);
  private static final Access ON_CALL = new Access.Operator(OperatorRole.ON_CALL);
  private static final Access RELEASE = new Access.Operator(OperatorRole.RELEASE);

  /// A request for a certificate, a wish for a token, a reason.
  private static final int SMALL = 16 << 10;

  private Routes() {}

  static List<Route> of(Desks desks, GateLimits limits) {
    FleetDesk fleet = desks.fleet();
    OrderDesk orders = desks.orders();
    JoinDesk join = desks.join();
    OverviewDesk overview = desks.overview();
    RolloutDesk rollout = desks.rollout();
    return List.of(
        new Route(GET, "/healthz", ANYONE, 0, _ -> Reply.text(HttpResponseStatus.OK, "ok")),
        new Route(POST, "/v1/enrol", ANYONE_IN_PRIVATE, SMALL, join::enrol),
        new Route(POST, "/v1/renew", MACHINE, SMALL, join::renew),
        new Route(POST, "/v1/check-in", MACHINE, limits.maxBodyBytes(), fleet::checkIn),
        Route.listening("/v1/word/{}", MACHINE, desks.words()::listen),
        new Route(GET, "/metrics", VIEWER, 0, _ -> overview.metrics()),
        new Route(GET, "/v1/status", VIEWER, 0, _ -> overview.status()),
        new Route(GET, "/v1/fleet", VIEWER, 0, _ -> fleet.machines()),
        new Route(GET, "/v1/fleet/{}", VIEWER, 0, fleet::machine),
        new Route(DELETE, "/v1/fleet/{}", ON_CALL, 0, fleet::remove),
        new Route(POST, "/v1/fleet/{}/revoke", ON_CALL, SMALL, fleet::revoke),
        new Route(GET, "/v1/fleet/{}/why", VIEWER, 0, orders::why),
        new Route(POST, "/v1/fleet/{}/order", ON_CALL, SMALL, orders::order),
        new Route(DELETE, "/v1/fleet/{}/order", ON_CALL, 0, orders::lift),
        new Route(GET, "/v1/drift", VIEWER, 0, _ -> fleet.drift()),
        new Route(GET, "/v1/rollout", VIEWER, 0, _ -> rollout.show()),
        new Route(POST, "/v1/rollout/start", RELEASE, SMALL, rollout::start),
        new Route(POST, "/v1/rollout/advance", RELEASE, SMALL, rollout::advance),
        new Route(POST, "/v1/rollout/resume", RELEASE, SMALL, rollout::resume),
        new Route(POST, "/v1/rollout/halt", ON_CALL, SMALL, rollout::halt),
        new Route(POST, "/v1/rollout/abort", ON_CALL, SMALL, rollout::abort),
        new Route(POST, "/v1/rollback", ON_CALL, SMALL, rollout::rollback),
        new Route(GET, "/v1/join-tokens", ON_CALL, 0, _ -> join.tokens()),
        new Route(POST, "/v1/join-tokens", ON_CALL, SMALL, join::makeToken),
        new Route(DELETE, "/v1/join-tokens/{}", ON_CALL, 0, join::removeToken));
  }
}
