package lockstep.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest {
  /// The list of commands shows the first line of each and no more.
  @Test
  void theFirstLineOfEveryCommandIsAWholeSentence() {
    List<String> cut = new ArrayList<>();
    Deque<CommandLine> left =
        new ArrayDeque<>(List.of(ServerMain.commands(Surroundings.ofThisProcess())));
    while (!left.isEmpty()) {
      CommandLine command = left.pop();
      left.addAll(command.getSubcommands().values());
      String first = command.getCommandSpec().usageMessage().description()[0];
      if (!first.endsWith(".")) {
        cut.add(command.getCommandSpec().qualifiedName() + ": " + first);
      }
    }
    assertThat(cut).isEmpty();
  }
}
