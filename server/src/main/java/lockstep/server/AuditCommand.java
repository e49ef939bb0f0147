package lockstep.server;

import picocli.CommandLine.Command;

@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Shows who did what to the fleet, and proves that the log was not changed.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  lockstep audit show /var/lib/lockstep --since 7d",
      "  lockstep audit verify /var/lib/lockstep"
    })
final class AuditCommand {}
