package lockstep.agent;

import java.io.IOException;
import lockstep.agent.converge.AgentHome;
import lockstep.images.console.Console;
import lockstep.images.json.JsonWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "why",
    mixinStandardHelpOptions = true,
    description =
        "Say what this machine should be, by whose word, why it is not yet, and when it goes on; no"
            + " server is asked.",
    footer = {
      "",
      "Examples:",
      "  lockstep-agent why",
      "  lockstep-agent why --json | jq .decision"
    })
final class WhyCommand extends AgentCommand {
  @Mixin private ScheduleOptions schedule = new ScheduleOptions();

  WhyCommand(Surroundings here) {
    super(here);
  }

  @Override
  int run(Console console) throws IOException {
    AgentHome home = machine().openHome();
    Situation situation =
        Situation.of(home, schedule.windows(machine().settings()), here().clock().instant());
    if (isJson()) {
      console.result(JsonWriter.plain(situation.json()));
    } else {
      console.result(situation.lines());
    }
    return 0;
  }
}
