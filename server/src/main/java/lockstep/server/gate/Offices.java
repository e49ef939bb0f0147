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
import lockstep.server.overview.Served;
import lockstep.server.rollout.LiveRollout;

/// Those who answer behind a gate for what is not a file.
///
/// @param listeners closed with the gate
/// @param rollout absent on a server without online keys
public record Offices(
    Fleet fleet,
    JoinTokens tokens,
    Enrolment enrolment,
    FleetTrust trust,
    Served served,
    Operators operators,
    AuditLog audit,
    Listeners listeners,
    Optional<LiveRollout> rollout) {

  List<Route> routes(GateLimits limits, Turns turns, InstantSource clock) {
    WordDesk words = new WordDesk(fleet, rollout, listeners, limits, clock);
    return Routes.of(
        new Desks(
            new FleetDesk(fleet, words, audit, clock),
            new OrderDesk(fleet, served, listeners, audit, clock),
            words,
            new JoinDesk(enrolment, tokens, trust, audit, clock),
            new OverviewDesk(new Overview(fleet, trust.metadata()), rollout, turns::sending, clock),
            new RolloutDesk(rollout)),
        limits);
  }
}
