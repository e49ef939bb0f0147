package lockstep.server;

import picocli.CommandLine.Command;

/// `lockstep rollout`: brings a release to the fleet.
@Command(
    name = "rollout",
    description = "Brings the published release to the fleet in stages.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  lockstep publish /srv/lockstep web-2026.11 --keys ~/lockstep-keys --staged",
      "  lockstep rollout start /srv/lockstep --groups canary",
      "  lockstep rollout show --server https://lockstep.example.org:8443",
      "  lockstep rollout halt --server https://lockstep.example.org:8443 --reason 'web is slow'"
    })
final class RolloutCommand {}
