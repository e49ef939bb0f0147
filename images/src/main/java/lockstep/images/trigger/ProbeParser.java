package lockstep.images.trigger;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lockstep.excludes.Bytes;
import org.tomlj.TomlTable;

/// Reads a probe file; refuses what it does not know. The format is in docs/formats/probes.md.
final class ProbeParser {
  private static final Set<String> KEYS =
      Set.of("name", "command", "shell", "timeout", "retries", "interval", "order", "critical");
  private static final int MAX_RETRIES = 100;

  /// @param line where its table starts, counted from 1
  record Parsed(Probe probe, int line) {}

  private final TableReader reader;

  ProbeParser(String file) {
    reader = new TableReader(file, TableReader.Kind.PROBE);
  }

  List<Parsed> parse(Bytes content) throws TriggerSyntaxException {
    List<Parsed> probes = new ArrayList<>();
    for (TableReader.Table table : reader.tables(content, KEYS)) {
      reader.need(table.values(), "name", table.line());
      reader.need(table.values(), "command", table.line());
      probes.add(new Parsed(probe(table.values()), table.line()));
    }
    return probes;
  }

  private Probe probe(TomlTable table) throws TriggerSyntaxException {
    return new Probe(
        reader.name(table),
        reader.command(table),
        reader.duration(table, "timeout", Probe.DEFAULT_TIMEOUT),
        reader.number(table, "retries", MAX_RETRIES, 0),
        reader.duration(table, "interval", Probe.DEFAULT_INTERVAL),
        reader.number(table, "order", Trigger.MAX_ORDER, Trigger.DEFAULT_ORDER),
        reader.importance(table));
  }

  /// The mistake of a name that another probe has.
  TriggerSyntaxException second(Parsed parsed) {
    return reader.bad(parsed.line(), "a second probe is called '" + parsed.probe().name() + "'");
  }
}
