package lockstep.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.checkup.Checkup;
import lockstep.images.checkup.Finding.Verdict;
import lockstep.images.console.Console;
import lockstep.server.doctor.Door;
import lockstep.server.doctor.Examination;
import lockstep.server.doctor.Subject;
import lockstep.server.operator.OperatorAccounts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a repository, its server and your way to it, and says what to mend.",
      "What is not named is not looked at. Nothing is changed and no lock is taken."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep doctor /srv/lockstep --data /var/lib/lockstep",
      "  lockstep doctor --server https://lockstep.example.org:8443",
      "  lockstep doctor /srv/lockstep --json | jq '.checks[] | select(.verdict != \"ok\")'",
      "",
      "Each check is ok, warn (it works, but not as it should, or not for long) or bad.",
      "Exit code 1 when anything is bad. Bytes are not read: that is fsck."
    })
final class DoctorCommand extends LockstepCommand {
  @Parameters(arity = "0..1", paramLabel = "REPO", description = "the repository")
  private @Nullable Path repository;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the directory that 'serve' has as --data")
  private @Nullable Path data;

  @Option(
      names = "--server",
      paramLabel = "URL",
      converter = ServerUrl.class,
      description = "where 'lockstep serve' is reached")
  private @Nullable URI server;

  @Mixin private TokenOption token = new TokenOption();
  @Mixin private OnlineKeysOption onlineKeys = new OnlineKeysOption();
  @Spec private CommandSpec spec;

  DoctorCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() {
    if (repository == null && data == null && server == null) {
      throw new ParameterException(
          spec.commandLine(), "nothing to look at: name REPO, --data DIR or --server URL");
    }
    return super.call();
  }

  @Override
  Outcome run(Console console) throws InterruptedException {
    Checkup checkup =
        Examination.of(
            new Subject(
                Optional.ofNullable(repository)
                    .map(at -> new Subject.Stored(at, onlineKeys.of(at))),
                Optional.ofNullable(data),
                Optional.ofNullable(server).map(this::door),
                clock()));
    return new Outcome(
        checkup.json(),
        checkup.lines(),
        checkup.verdict() == Verdict.BAD ? Outcome.FAILED : Outcome.DONE);
  }

  private Door door(URI url) {
    return new Door() {
      @Override
      public URI url() {
        return url;
      }

      @Override
      public ContentHash authority() throws IOException {
        Path own = data;
        if (own != null) {
          return OperatorAccounts.authority(own);
        }
        try (FleetClient client = token.connect(url)) {
          return client.authority();
        }
      }

      @Override
      public boolean isOperators() {
        return data == null || token.isGiven();
      }

      @Override
      public long machines() throws IOException, InterruptedException {
        try (FleetClient client = token.connect(url)) {
          return client.status().getMachines();
        }
      }
    };
  }
}
