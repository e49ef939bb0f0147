package lockstep.server.overview;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.images.release.RolloutStatement;
import lockstep.images.release.Take;
import lockstep.proto.MachineMsg;
import lockstep.proto.WhyMsg;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.Orders;

/// All that decides what one machine should be: the same rules that the machine goes by.
public final class Whys {
  private Whys() {}

  /// @param machine as it is kept
  public static WhyMsg of(MachineMsg machine, Optional<Served.State> served, Instant now)
      throws IOException {
    WhyMsg.Builder why = WhyMsg.newBuilder().setMachine(Fleet.shown(machine, now));
    if (served.isEmpty()) {
      return why.build();
    }
    Release release = served.get().release();
    why.setRelease(release.counter())
        .setCurrent(release.current().id().toString())
        .setCurrentLabel(release.current().label())
        .setTakes(word(takes(machine, served.get())))
        .setOrderStands(
            Orders.stands(
                machine.getOrder(),
                release.counter(),
                release.current().id(),
                release.old().map(PublishedImage::id),
                now));
    release.old().ifPresent(old -> why.setOld(old.id().toString()).setOldLabel(old.label()));
    served.get().statement().ifPresent(statement -> add(why, statement, machine));
    return why.build();
  }

  /// What the rollout gives a machine.
  public static Take takes(MachineMsg machine, Served.State served) {
    List<String> groups = machine.getIdentity().getGroupsList();
    return served
        .statement()
        .map(statement -> statement.decide(machine.getMachine(), groups))
        .orElse(Take.CURRENT);
  }

  private static void add(WhyMsg.Builder why, RolloutStatement statement, MachineMsg machine) {
    why.setStaged(true)
        .setHalted(statement.pace() == RolloutStatement.Pace.HALTED)
        .setCurrentBelow(statement.currentBelow())
        .setBucket(statement.bucket(machine.getMachine()))
        .addAllReachedGroups(statement.groups());
    machine.getIdentity().getGroupsList().stream()
        .filter(statement.groups()::contains)
        .forEach(why::addGroups);
  }

  private static String word(Take take) {
    return take.name().toLowerCase(Locale.ROOT);
  }
}
