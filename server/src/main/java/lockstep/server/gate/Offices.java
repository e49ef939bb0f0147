package lockstep.server.gate;

import java.time.InstantSource;
import java.util.List;
import lockstep.server.audit.AuditLog;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.JoinTokens;
import lockstep.server.identity.Enrolment;
import lockstep.server.identity.FleetTrust;
import lockstep.server.operator.Operators;
import lockstep.server.overview.Overview;
import lockstep.server.overview.Served;

/// Those who answer behind a gate for what is not a file.
public record Offices(
    Fleet fleet,
    JoinTokens tokens,
    Enrolment enrolment,
    FleetTrust trust,
    Served served,
    Operators operators,
    AuditLog audit) {

  List<Route> routes(GateLimits limits, InstantSource clock) {
    FleetDesk fleetDesk = new FleetDesk(fleet, audit, clock);
    OrderDesk orderDesk = new OrderDesk(fleet, served, audit, clock);
    JoinDesk joinDesk = new JoinDesk(enrolment, tokens, trust, audit, clock);
    OverviewDesk overviewDesk = new OverviewDesk(new Overview(fleet, trust.metadata()), clock);
    return Routes.of(fleetDesk, orderDesk, joinDesk, overviewDesk, limits);
  }
}
