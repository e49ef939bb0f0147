package lockstep.server.fleet;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import lockstep.proto.MachineMsg;
import lockstep.server.store.Change;

/// Where what is known of machines is kept. Safe for many threads; every call may wait for a disk.
public interface FleetStore {
  /// Takes one machine after another.
  interface Visitor {
    void visit(MachineMsg machine) throws IOException;
  }

  /// As the last finished update left it.
  Optional<MachineMsg> machine(MachineId id) throws IOException;

  /// Does to a machine what `change` says; there is none yet where it is given nothing. Two updates of one machine happen one
  /// after the other, each on what the one before it left, and `change` must not call the store.
  ///
  /// @return what `change` says of it, once that is durable
  /// @throws IOException when it may or may not be there after a crash
  <R> R update(MachineId id, Function<Optional<MachineMsg>, Change<MachineMsg, R>> change)
      throws IOException;

  /// Shows every machine, by id.
  void forEach(Visitor visitor) throws IOException;

  /// Shows every machine once, in no order, as some moment during the call has it. Much cheaper than [#forEach].
  void glance(Consumer<Glance> consumer) throws IOException;

  int size() throws IOException;
}
