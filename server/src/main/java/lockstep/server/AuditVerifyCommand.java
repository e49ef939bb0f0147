package lockstep.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.json.Json;
import lockstep.server.audit.AuditCheck;
import lockstep.server.audit.Tip;
import lockstep.server.audit.Verification;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Proves that no line of the audit log was changed, removed, inserted or moved.",
    footer = {
      "",
      "Examples:",
      "  lockstep audit verify /var/lib/lockstep",
      "  lockstep audit verify /var/lib/lockstep --head 5b41...",
      "",
      "It prints the hash of the newest line. Whoever can write the directory can write a",
      "whole new log: note the hash elsewhere, and give it as --head the next time.",
      "Exit code 1: the log is not what it was; the first bad line is named."
    })
final class AuditVerifyCommand extends LockstepCommand {
  /// 64 hex digits on the command line.
  static final class HashText implements ITypeConverter<ContentHash> {
    @Override
    public ContentHash convert(String text) {
      try {
        return ContentHash.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("a hash has 64 hex digits, in small letters");
      }
    }
  }

  @Parameters(paramLabel = "DATA", description = "the directory that 'serve' has as --data")
  private Path data;

  @Option(
      names = "--head",
      paramLabel = "HASH",
      converter = HashText.class,
      description = "the hash that an earlier 'audit verify' printed; its line must still be there")
  private @Nullable ContentHash head;

  AuditVerifyCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    return switch (AuditCheck.of(data, Optional.ofNullable(head))) {
      case Verification.Whole(Tip newest, long torn) -> whole(newest, torn);
      case Verification.Broken broken -> broken(broken, console);
    };
  }

  private static Outcome whole(Tip newest, long torn) {
    List<String> lines = new ArrayList<>();
    lines.add("every line follows the one before it: " + Figures.count(newest.number()));
    lines.add("newest: " + newest.hash());
    if (torn > 0) {
      lines.add(
          "behind it a crash or a full disk cut a line short (%d bytes); the next entry says so"
              .formatted(torn));
    }
    return new Outcome(
        Json.object()
            .put("outcome", "whole")
            .put("entries", newest.number())
            .put("head", newest.hash().toString())
            .put("tornBytes", torn)
            .build(),
        lines);
  }

  private Outcome broken(Verification.Broken broken, Console console) {
    Problem problem =
        new Problem(
            "E-AUDIT",
            data.resolve("audit.jsonl").toString(),
            "line %d: %s".formatted(broken.line(), broken.what()),
            broken.next());
    console.failure(problem);
    return new Outcome(
        Json.object()
            .put("outcome", "broken")
            .put("line", broken.line())
            .put("problems", List.of(json(problem)))
            .build(),
        List.of(),
        Outcome.FAILED);
  }
}
