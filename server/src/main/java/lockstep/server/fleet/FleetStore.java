package lockstep.server.fleet;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import lockstep.proto.MachineMsg;
import lockstep.proto.PastMsg;
import lockstep.server.store.Change;

/// Where what is known of machines is kept, and their history: what `latest` of a machine was at each `latest_number`. Safe for many
/// threads; every call may wait for a disk.
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

  /// What the machine reported, the oldest first. An update that changes a machine's `latest` adds it here or, where the number
  /// is the same, replaces it: both are there after a crash, or neither. There are never more lines than the store was told to keep.
  List<PastMsg> history(MachineId id) throws IOException;

  /// Forgets lines that were last said before `time`, and those that are too many for what the store was told to keep by now.
  /// The newest line of each machine stays. An interrupt ends it early.
  void forgetHistory(Instant time) throws IOException;

  /// Forgets a machine with all its history, if `condition` holds for what is kept of it.
  ///
  /// @return what was kept; empty when there was none
  Optional<MachineMsg> remove(MachineId id, Predicate<MachineMsg> condition) throws IOException;
}
