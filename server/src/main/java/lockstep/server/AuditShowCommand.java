package lockstep.server;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Table;
import lockstep.images.json.Json;
import lockstep.server.audit.AuditEntry;
import lockstep.server.audit.AuditTrail;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows the audit log of a server, oldest first.",
    footer = {
      "",
      "Examples:",
      "  lockstep audit show /var/lib/lockstep --since 7d",
      "  lockstep audit show /var/lib/lockstep --who operator:anna --act fleet.rollback",
      "",
      "Times are UTC. That the lines are genuine, only 'audit verify' says."
    })
final class AuditShowCommand extends LockstepCommand {
  @Parameters(paramLabel = "DATA", description = "the directory that 'serve' has as --data")
  private Path data;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "nothing older: 12h, 7d, 2026-11-20 or 2026-11-20T08:00:00Z")
  private String since = "";

  @Option(
      names = "--who",
      paramLabel = "WHO",
      description =
          "of one only: operator:anna, local:root, server; or anna alone, whatever she is")
  private String who = "";

  @Option(
      names = "--act",
      paramLabel = "ACT",
      description = "of one kind only: operator.add; or operator, for all of those")
  private String act = "";

  AuditShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    Instant from = since.isEmpty() ? Instant.MIN : PastTime.parse(since, clock().instant());
    AuditTrail trail =
        AuditTrail.read(data, it -> !it.time().isBefore(from) && isOfWho(it) && isOfAct(it));
    if (!trail.unreadable().isEmpty()) {
      console.warning(
          new Problem(
              "E-AUDIT",
              data.toString(),
              "lines of the log are no entries and are not shown: " + trail.unreadable(),
              "see: lockstep audit verify " + data));
    }
    Json.Object json =
        Json.object()
            .put("entries", trail.entries().stream().map(AuditEntry::json).toList())
            .put("unreadable", trail.unreadable().stream().map(Json.Whole::new).toList())
            .build();
    return new Outcome(
        json, lines(trail.entries()), trail.unreadable().isEmpty() ? Outcome.DONE : Outcome.FAILED);
  }

  private boolean isOfWho(AuditEntry entry) {
    return who.isEmpty() || entry.who().equals(who) || entry.who().endsWith(":" + who);
  }

  private boolean isOfAct(AuditEntry entry) {
    return act.isEmpty() || entry.act().equals(act) || entry.act().startsWith(act + ".");
  }

  private static List<String> lines(List<AuditEntry> entries) {
    if (entries.isEmpty()) {
      return List.of("nothing");
    }
    Table table =
        new Table()
            .numbers("NUMBER")
            .words("TIME")
            .words("WHO")
            .words("FROM")
            .words("ACT")
            .words("OBJECT")
            .words("DETAIL");
    for (AuditEntry it : entries) {
      table.row(
          Long.toString(it.number()),
          it.time().toString(),
          it.who(),
          it.source(),
          it.act(),
          it.object(),
          it.detail());
    }
    return table.lines();
  }
}
