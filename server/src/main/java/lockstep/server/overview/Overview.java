package lockstep.server.overview;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lockstep.proto.CountMsg;
import lockstep.proto.ExpiryMsg;
import lockstep.proto.FleetStatusMsg;
import lockstep.server.fleet.Fleet;
import lockstep.server.signing.Expiries;

/// Counts a fleet and looks at what ends. Safe for many threads; no call reads the machines' records.
public final class Overview {
  /// Machines say what they like: the most frequent images are shown, and the others as one.
  private static final int MOST_IMAGES = 50;

  private static final String OTHERS = "others";

  private final Fleet fleet;
  private final Path metadata;

  /// @param metadata the repository's own
  public Overview(Fleet fleet, Path metadata) {
    this.fleet = fleet;
    this.metadata = metadata;
  }

  public FleetStatusMsg at(Instant now) throws IOException {
    Map<String, Long> outcomes = new HashMap<>();
    Map<String, Long> images = new HashMap<>();
    Map<String, Long> identities = new HashMap<>();
    Map<String, Long> states = new HashMap<>();
    fleet.glance(machine -> {
      count(outcomes, machine.outcome());
      count(images, machine.image());
      count(identities, machine.identity(now).toString());
      count(states, machine.state(now).toString());
    });
    return FleetStatusMsg.newBuilder()
        .setMachines(states.values().stream().mapToLong(Long::longValue).sum())
        .addAllStates(messages(states))
        .addAllOutcomes(messages(outcomes))
        .addAllImages(messages(frequent(images)))
        .addAllIdentities(messages(identities))
        .addAllExpiries(expiries())
        .build();
  }

  private static void count(Map<String, Long> counts, String name) {
    counts.merge(name, 1L, Long::sum);
  }

  private static Map<String, Long> frequent(Map<String, Long> images) {
    if (images.size() <= MOST_IMAGES) {
      return images;
    }
    Map<String, Long> frequent = new HashMap<>();
    List<Map.Entry<String, Long>> all = new ArrayList<>(images.entrySet());
    all.sort(
        Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry::getKey));
    all.subList(0, MOST_IMAGES).forEach(one -> frequent.put(one.getKey(), one.getValue()));
    all.subList(MOST_IMAGES, all.size())
        .forEach(one -> frequent.merge(OTHERS, one.getValue(), Long::sum));
    return frequent;
  }

  private static List<CountMsg> messages(Map<String, Long> counts) {
    List<CountMsg> messages = new ArrayList<>();
    new TreeMap<>(counts)
        .forEach((name, machines) ->
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
