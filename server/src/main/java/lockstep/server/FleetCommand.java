package lockstep.server;

import picocli.CommandLine.Command;

/// `lockstep fleet`: the machines of a server.
@Command(
    name = "fleet",
    description = "Shows what machines reported, and lets machines in and out.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  export LOCKSTEP_TOKEN=lockstep-operator-1....",
      "  lockstep fleet ls --server https://lockstep.example.org:8443",
      "  lockstep fleet show web-17 --server https://lockstep.example.org:8443",
      "  lockstep fleet token new --server https://lockstep.example.org:8443 --for 1h",
      "",
      "'lockstep operator add' makes the token that says who you are."
    })
final class FleetCommand {}
