package lockstep.server.gate;

/// All those who answer for what is not a file.
record Desks(
    FleetDesk fleet,
    OrderDesk orders,
    WordDesk words,
    JoinDesk join,
    OverviewDesk overview,
    RolloutDesk rollout) {}
