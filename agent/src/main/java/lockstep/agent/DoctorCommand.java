package lockstep.agent;

import java.io.IOException;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.doctor.Examination;
import lockstep.agent.doctor.Subject;
import lockstep.agent.doctor.Way;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.Patience;
import lockstep.agent.source.RepositorySource;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.checkup.Checkup;
import lockstep.images.checkup.Finding.Verdict;
import lockstep.images.console.Console;
import lockstep.images.json.JsonWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Check how this machine is set up, and say what to mend.",
      "Nothing is changed, no lock is taken and nothing is reported. Without a server or root's rights it says what it could not"
          + " see."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep-agent doctor",
      "  lockstep-agent doctor --json | jq '.checks[] | select(.verdict != \"ok\")'",
      "",
      "Each check is ok, warn (it works, but not as it should, or not for long) or bad.",
      "Exit codes: 0 nothing is bad, 1 something is, 2 usage."
    })
final class DoctorCommand extends AgentCommand {
  private Optional<Problem> refused = Optional.empty();
  private Optional<String> name = Optional.empty();

  DoctorCommand(Surroundings here) {
    super(here);
  }

  /// A settings file that is of no use is one of the findings.
  @Override
  void settle() throws IOException {
    try {
      machine().settle(here());
      var _ = new ScheduleOptions().timetable(machine().settings());
      name = machine().name();
    } catch (ProblemException e) {
      refused = Optional.of(e.problem());
    }
  }

  @Override
  int run(Console console) throws IOException, InterruptedException {
    AgentHome home = machine().stateAsItIs();
    Checkup checkup =
        Examination.of(
            new Subject(
                here().settings(),
                refused,
                machine().rootPath(),
                home,
                name,
                way(home),
                here().clock()));
    if (isJson()) {
      console.result(JsonWriter.plain(checkup.json()));
    } else {
      console.result(checkup.lines());
    }
    return checkup.verdict() == Verdict.BAD ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private Way way(AgentHome home) {
    return new Way() {
      @Override
      public RepositorySource openRepository() throws IOException {
        return machine().openSource(openServer(), here());
      }

      @Override
      public Optional<HttpOrigin> openServer() throws IOException {
        return machine().openServer(home, here(), Patience.BRIEF);
      }

      @Override
      public byte[] rootOfTrust() throws IOException {
        return machine().rootOfTrust(home);
      }
    };
  }
}
