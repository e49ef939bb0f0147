package lockstep.server.overview;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import lockstep.proto.CountMsg;
import lockstep.proto.ExpiryMsg;
import lockstep.proto.FleetStatusMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.ReportMsg;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.IdentityState;
import lockstep.server.signing.Expiries;

/// Counts a fleet and looks at what ends. Safe for many threads; every call reads all machines.
public final class Overview {
  private static final int SHORT_ID = 12;

  private final Fleet fleet;
  private final Path metadata;

  /// @param metadata the repository's own
  public Overview(Fleet fleet, Path metadata) {
    this.fleet = fleet;
    this.metadata = metadata;
  }

  public FleetStatusMsg at(Instant now) throws IOException {
    Map<String, Long> outcomes = new TreeMap<>();
    Map<String, Long> images = new TreeMap<>();
    Map<String, Long> identities = new TreeMap<>();
    Map<String, Long> states = new TreeMap<>();
    fleet.forEach(
        now,
        (machine, standing) -> {
          count(outcomes, outcome(machine));
          count(images, image(machine.getLastReport()));
          count(identities, IdentityState.of(machine.getIdentity(), now).toString());
          count(states, standing.state().toString());
        });
    return FleetStatusMsg.newBuilder()
        .setMachines(states.values().stream().mapToLong(Long::longValue).sum())
        .addAllStates(messages(states))
        .addAllOutcomes(messages(outcomes))
        .addAllImages(messages(images))
        .addAllIdentities(messages(identities))
        .addAllExpiries(expiries())
        .build();
  }

  private static void count(Map<String, Long> counts, String name) {
    counts.merge(name, 1L, Long::sum);
  }

  private static String outcome(MachineMsg machine) {
    return machine.getCheckIns() == 0
        ? "silent"
        : machine.getLastReport().getOutcome().name().toLowerCase(Locale.ROOT);
  }

  /// What it was last measured to match.
  private static String image(ReportMsg report) {
    String id = report.getImage();
    return id.isEmpty() ? "none" : id.substring(0, Math.min(SHORT_ID, id.length()));
  }

  private static List<CountMsg> messages(Map<String, Long> counts) {
    List<CountMsg> messages = new ArrayList<>();
    counts.forEach((name, machines) ->
        messages.add(CountMsg.newBuilder().setName(name).setMachines(machines).build()));
    return messages;
  }

  private List<ExpiryMsg> expiries() throws IOException {
    List<ExpiryMsg> messages = new ArrayList<>();
    for (Expiries.Expiry one : Expiries.in(metadata)) {
      messages.add(
          ExpiryMsg.newBuilder()
              .setName(one.role())
              .setEpochSeconds(one.end().getEpochSecond())
              .setWarnEpochSeconds(one.warn().getEpochSecond())
              .build());
    }
    return messages;
  }
}
