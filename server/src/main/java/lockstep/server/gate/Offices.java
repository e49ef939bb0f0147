package lockstep.server.gate;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import lockstep.server.audit.AuditLog;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.JoinTokens;
import lockstep.server.identity.Enrolment;
import lockstep.server.identity.FleetTrust;
import lockstep.server.operator.Operators;
import lockstep.server.overview.Overview;
import lockstep.server.rollout.LiveRollout;

/// Those who answer behind a gate for what is not a file.
///
/// @param rollout absent on a server without online keys
public record Offices(
    Fleet fleet,
    JoinTokens tokens,
    Enrolment enrolment,
    FleetTrust trust,
    Operators operators,
    AuditLog audit,
    Optional<LiveRollout> rollout) {

  List<Route> routes(GateLimits limits, InstantSource clock) {
    FleetDesk fleetDesk = new FleetDesk(fleet, rollout, audit, clock);
    JoinDesk joinDesk = new JoinDesk(enrolment, tokens, trust, audit, clock);
    OverviewDesk overviewDesk =
        new OverviewDesk(new Overview(fleet, trust.metadata()), rollout, clock);
    return Routes.of(fleetDesk, joinDesk, overviewDesk, new RolloutDesk(rollout), limits);
  }
}
