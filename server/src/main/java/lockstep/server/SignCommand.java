package lockstep.server;

import java.nio.file.Path;
import lockstep.images.console.Console;
import lockstep.server.signing.KeyChange;
import lockstep.server.signing.KeyDirectory;
import lockstep.server.signing.ReleaseFile;
import lockstep.server.signing.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    description = "Signs a release that publish --unsigned made, or a change of keys.",
    footer = {
      "",
      "Example:",
      "  lockstep sign release.json --keys ~/lockstep-keys",
      "",
      "Needs no repository and no network: carry the file to a machine that has your",
      "key, sign, and carry it back. REVIEW is the SHA-256 of what",
      "lockstep image diff REPO OLD NEW --json prints: sign only what you reviewed."
    })
final class SignCommand extends LockstepCommand {
  @Parameters(paramLabel = "FILE", description = "what is to be signed; gets the signatures added")
  private Path file;

  @Option(names = "--keys", required = true, paramLabel = "DIR", description = "your keys")
  private Path keys;

  @Option(
      names = "--review",
      paramLabel = "DIGEST",
      description = "sign only if the release is for this review")
  private String review = "";

  SignCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    if (KeyChange.isIn(file)) {
      KeyChange change =
          KeyChange.read(file).signedBy(KeyDirectory.open(keys, Passphrases.ofThisProcess()));
      change.write(file);
      return KeyChangeLines.outcome("signed " + file, change);
    }
    ReleaseFile release = ReleaseFile.read(file);
    ReviewOption.check(review, release);
    KeyDirectory directory = KeyDirectory.open(keys, Passphrases.ofThisProcess());
    ReleaseFile signed = release.signedBy(directory.releaseSigners());
    signed.write(file);
    return ReleaseLines.outcome("signed " + file, signed, directory.trusted(Role.RELEASE));
  }
}
