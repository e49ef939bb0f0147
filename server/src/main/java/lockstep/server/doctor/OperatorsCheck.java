package lockstep.server.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.console.Figures;
import lockstep.server.audit.Actor;
import lockstep.server.operator.OperatorAccounts;
import lockstep.server.operator.OperatorAccounts.Listed;
import lockstep.server.operator.OperatorRole;

/// Whether somebody may act when something is wrong.
record OperatorsCheck(Path data, InstantSource clock) implements Check {
  private static final String ADD = "lockstep operator add NAME --role on-call --data ";

  @Override
  public String name() {
    return "operators";
  }

  @Override
  public Finding look() throws IOException {
    List<Listed> all = OperatorAccounts.open(data, clock, Actor.ofThisProcess()).list();
    long acting =
        all.stream().filter(each -> each.operator().role() != OperatorRole.VIEWER).count();
    String says =
        "%s, of whom %d may act"
            .formatted(Figures.count(all.size(), "operator", "operators"), acting);
    return acting > 0 ? Finding.ok(says) : Finding.warn(says, ADD + data);
  }
}
