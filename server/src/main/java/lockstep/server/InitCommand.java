package lockstep.server;

import java.nio.file.Path;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.server.repository.Repository;
import lockstep.server.signing.KeyDirectory;
import lockstep.server.signing.SignedRepository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = "Makes a repository, and the keys that will sign what it publishes.",
    footer = {
      "",
      "Example:",
      "  lockstep init /srv/lockstep --keys ~/lockstep-keys",
      "",
      "DIR gets the release and root keys, encrypted, and root.json, which machines",
      "are given as --trust. Keep DIR off the server. With LOCKSTEP_PASSPHRASE in the",
      "environment the passphrase is not asked for."
    })
final class InitCommand extends LockstepCommand {
  @Parameters(paramLabel = "REPO", description = "the directory to make")
  private Path repository;

  @Option(
      names = "--keys",
      required = true,
      paramLabel = "DIR",
      description = "where the keys of people go; made")
  private Path keys;

  @Option(
      names = "--threshold",
      defaultValue = "2",
      paramLabel = "N",
      description =
          "how many keys must sign; one more than that is made, but for 1 only one (default: ${DEFAULT-VALUE})")
  private int threshold;

  @Mixin private OnlineKeysOption onlineKeys;

  InitCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    SignedRepository.requireNone(repository);
    KeyDirectory made = KeyDirectory.create(keys, threshold, Passphrases.ofThisProcess());
    Repository.create(repository);
    SignedRepository.create(repository, onlineKeys.of(repository), made, threshold, clock());
    String trust = made.trustedRoot().toString();
    return new Outcome(
        Json.object()
            .put("repository", repository.toString())
            .put("keys", keys.toString())
            .put("trust", trust)
            .put("threshold", threshold)
            .build(),
        List.of(
            "made " + repository + ", nothing published yet",
            "keys of people in " + keys + ": keep them off the server",
            "machines trust " + trust));
  }
}
