package lockstep.server.fleet;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import lockstep.proto.MachineMsg;
import lockstep.server.store.Change;
import lockstep.server.store.Database;
import lockstep.server.store.Table;

/// Machines in a table of this server's own database. No other process writes there, so the glances in memory are always those
/// of the table.
public final class DatabaseFleetStore implements FleetStore {
  private final Table<MachineId, MachineMsg> table;
  private final Map<MachineId, Glance> glances = new ConcurrentHashMap<>();

  /// Reads all machines.
  public DatabaseFleetStore(Database database) throws IOException {
    this.table = database.table("machines", new MachineCodecs.Keys(), new MachineCodecs.Records());
    table.forEach((id, machine) -> glances.put(id, Glance.of(machine)));
  }

  @Override
  public Optional<MachineMsg> machine(MachineId id) throws IOException {
    return table.get(id);
  }

  @Override
  public <R> R update(MachineId id, Function<Optional<MachineMsg>, Change<MachineMsg, R>> change)
      throws IOException {
    return table.update(id, change, machine -> glances.put(id, Glance.of(machine)));
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    table.forEach((_, machine) -> visitor.visit(machine));
  }

  @Override
  public void glance(Consumer<Glance> consumer) {
    glances.values().forEach(consumer);
  }

  @Override
  public int size() {
    return glances.size();
  }
}
