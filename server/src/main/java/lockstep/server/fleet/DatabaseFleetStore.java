package lockstep.server.fleet;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import lockstep.proto.MachineMsg;
import lockstep.proto.PastMsg;
import lockstep.server.store.Change;
import lockstep.server.store.Database;
import lockstep.server.store.Table;
import lockstep.server.store.Writing;

/// Machines and their history in two tables of this server's own database. No other process writes there, so the glances in
/// memory are always those of the records.
public final class DatabaseFleetStore implements FleetStore {
  /// Lines that are forgotten together.
  private static final int BATCH = 1000;

  private final Database database;
  private final Table<MachineId, MachineMsg> machines;
  private final Table<HistoryLine, PastMsg> history;
  private final int keptLines;
  private final Map<MachineId, Glance> glances = new ConcurrentHashMap<>();

  /// Reads all machines.
  ///
  /// @param keptLines of each machine's history
  public DatabaseFleetStore(Database database, int keptLines) throws IOException {
    this.database = database;
    this.machines =
        database.table("machines", new MachineCodecs.Keys(), new MachineCodecs.Records());
    this.history = database.table("history", new HistoryLine.Keys(), new HistoryLine.Lines());
    this.keptLines = keptLines;
    machines.forEach((id, machine) -> glances.put(id, Glance.of(machine)));
  }

  @Override
  public Optional<MachineMsg> machine(MachineId id) throws IOException {
    return machines.get(id);
  }

  @Override
  public <R> R update(MachineId id, Function<Optional<MachineMsg>, Change<MachineMsg, R>> change)
      throws IOException {
    return machines.update(
        id,
        before -> {
          Change<MachineMsg, R> made = change.apply(before);
          return made.with(made.value().map(after -> lines(id, before, after)).orElse(List.of()));
        },
        after -> glance(id, after));
  }

  private void glance(MachineId id, Optional<MachineMsg> machine) {
    machine.ifPresentOrElse(
        present -> glances.put(id, Glance.of(present)), () -> glances.remove(id));
  }

  /// What a new record does to the history.
  private List<Writing> lines(MachineId id, Optional<MachineMsg> before, MachineMsg after) {
    PastMsg latest = after.getLatest();
    if (!after.hasLatest() || before.filter(each -> each.getLatest().equals(latest)).isPresent()) {
      return List.of();
    }
    long number = after.getLatestNumber();
    Writing line = history.putting(new HistoryLine(id, number), latest);
    boolean isNew = before.filter(each -> each.getLatestNumber() == number).isEmpty();
    return isNew && number > keptLines
        ? List.of(line, history.removing(new HistoryLine(id, number - keptLines)))
        : List.of(line);
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    machines.forEach((_, machine) -> visitor.visit(machine));
  }

  @Override
  public void glance(Consumer<Glance> consumer) {
    glances.values().forEach(consumer);
  }

  @Override
  public int size() {
    return glances.size();
  }

  private void forEachLine(MachineId id, Table.Visitor<HistoryLine, PastMsg> visitor)
      throws IOException {
    history.forEach(new HistoryLine(id, 0), new HistoryLine(id, Long.MAX_VALUE), visitor);
  }

  @Override
  public List<PastMsg> history(MachineId id) throws IOException {
    List<PastMsg> lines = new ArrayList<>();
    forEachLine(id, (_, line) -> lines.add(line));
    return lines;
  }

  @Override
  public void forgetHistory(Instant time) throws IOException {
    List<Writing> forgetting = new ArrayList<>();
    for (MachineId id : glances.keySet()) {
      long newest = machines.get(id).map(MachineMsg::getLatestNumber).orElse(0L);
      forEachLine(
          id,
          (key, line) -> {
            boolean isOver =
                line.getLastEpochSeconds() < time.getEpochSecond()
                    || key.number() <= newest - keptLines;
            if (isOver && key.number() < newest) { // a later one is not of what was read
              forgetting.add(history.removing(key));
            }
          });
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      if (forgetting.size() >= BATCH) {
        database.write(forgetting);
        forgetting.clear();
      }
    }
    database.write(forgetting);
  }

  @Override
  public Optional<MachineMsg> remove(MachineId id, Predicate<MachineMsg> condition)
      throws IOException {
    return machines.update(
        id,
        before -> {
          if (before.filter(condition).isEmpty()) {
            return Change.none(before);
          }
          List<Writing> lines = new ArrayList<>();
          forEachLine(id, (key, _) -> lines.add(history.removing(key)));
          return Change.<MachineMsg, Optional<MachineMsg>>forgotten(before).with(lines);
        },
        after -> glance(id, after));
  }
}
