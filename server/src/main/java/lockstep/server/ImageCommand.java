package lockstep.server;

import picocli.CommandLine.Command;

@Command(
    name = "image",
    mixinStandardHelpOptions = true,
    description = "Builds images and shows them.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  lockstep image build /srv/lockstep --from /srv/master --label web-2026.11",
      "  lockstep image ls /srv/lockstep",
      "  lockstep image show /srv/lockstep web-2026.11"
    })
final class ImageCommand {}
