package lockstep.server;

import picocli.CommandLine.Command;

@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = "Shows and changes whose signatures count.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Example: Ben lost his release key, and makes a new one on his machine:",
      "  lockstep key new ~/lockstep-keys --role release",
      "Somebody with the repository writes down the change; enough people sign it:",
      "  lockstep key ls /srv/lockstep",
      "  lockstep key rotate /srv/lockstep change.json --role release --key 3f2a --new release-1.pub",
      "  lockstep sign change.json --keys ~/lockstep-keys",
      "  lockstep key finish /srv/lockstep change.json"
    })
final class KeyCommand {}
