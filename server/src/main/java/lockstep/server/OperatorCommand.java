package lockstep.server;

import picocli.CommandLine.Command;

@Command(
    name = "operator",
    mixinStandardHelpOptions = true,
    description = "Says who may look at the fleet and change it, on the server's own machine.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  lockstep operator add anna --role on-call --data /var/lib/lockstep",
      "  lockstep operator ls --data /var/lib/lockstep",
      "  lockstep operator renew anna --data /var/lib/lockstep",
      "  lockstep operator rm anna --data /var/lib/lockstep",
      "",
      "A server that runs goes by it at once. Each of these is in the audit log."
    })
final class OperatorCommand {}
