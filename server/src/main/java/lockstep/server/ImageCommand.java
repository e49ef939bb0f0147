package lockstep.server;

import picocli.CommandLine.Command;

@Command(
    name = "image",
    mixinStandardHelpOptions = true,
    description = "Builds images and shows them.",
    synopsisSubcommandLabel = "COMMAND")
final class ImageCommand {}
