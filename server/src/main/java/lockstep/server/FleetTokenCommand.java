package lockstep.server;

import picocli.CommandLine.Command;

/// `lockstep fleet token`: what lets machines in.
@Command(
    name = "token",
    description = "Join tokens: each lets a machine into the fleet, once, within a time.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  lockstep fleet token new --server https://lockstep.example.org:8443 > token",
      "  lockstep fleet token new --server https://lockstep.example.org:8443 \\",
      "      --machine web-17 --group canary --for 1h",
      "  lockstep fleet token ls --server https://lockstep.example.org:8443",
      "  lockstep fleet token rm 1f00ba4455667788 --server https://lockstep.example.org:8443"
    })
final class FleetTokenCommand {}
