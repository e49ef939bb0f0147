package lockstep.server;

import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.images.trigger.DefaultTriggers;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "default-triggers",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the trigger file Lockstep ships for a family of roots.",
      "Put it into the tree an image is built from: no image has it by itself."
    },
    footer = {
      "",
      "Example:",
      "  lockstep image default-triggers debian \\",
      "    >/srv/master/etc/lockstep/triggers.d/50-debian.toml"
    })
final class ImageDefaultTriggersCommand extends LockstepCommand {
  @Parameters(
      paramLabel = "FAMILY",
      converter = FamilyText.class,
      description = "debian or red-hat")
  private DefaultTriggers family;

  ImageDefaultTriggersCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) {
    String content = family.content().utf8();
    Json.Object json =
        Json.object()
            .put("family", family.toString())
            .put("file", family.file())
            .put("content", content)
            .build();
    return new Outcome(json, List.of(content.stripTrailing()));
  }

  /// Reads a family's name.
  static final class FamilyText implements ITypeConverter<DefaultTriggers> {
    @Override
    public DefaultTriggers convert(String text) {
      for (DefaultTriggers family : DefaultTriggers.values()) {
        if (family.toString().equals(text)) {
          return family;
        }
      }
      throw new TypeConversionException("'%s' is no family: debian or red-hat".formatted(text));
    }
  }
}
