package lockstep.server.signing;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;

/// The metadata of a repository with nothing published, version 1 of everything.
final class FirstState {
  static final String ROOT = "1.root.json";

  private FirstState() {}

  /// The files by name, in the order they must be written.
  static Map<String, byte[]> of(KeyDirectory people, OnlineKeys online, int threshold, Instant now)
      throws IOException {
    List<SigningKey> rootKeys = people.rootKeys();
    List<SigningKey> releaseKeys = people.releaseKeys();
    if (rootKeys.size() < threshold || releaseKeys.size() < threshold) {
      throw new ProblemException(
          new Problem(
              "E-KEYS",
              "",
              "%d root keys and %d release keys, each threshold is %d"
                  .formatted(rootKeys.size(), releaseKeys.size(), threshold),
              "name a directory with enough keys, or a new one"));
    }
    byte[] root = root(rootKeys, releaseKeys, online, threshold, now);
    byte[] targets =
        Draft.signed(
            Draft.of("targets", 1, now, Lifetimes.TARGETS)
                .put("targets", Json.Object.EMPTY)
                .put("delegations", Draft.delegations(online.rollout()))
                .build(),
            releaseKeys.subList(0, threshold));
    byte[] snapshot =
        Draft.signed(
            Draft.of("snapshot", 1, now, Lifetimes.SNAPSHOT)
                .put("meta", Json.object().put("targets.json", Draft.naming(1, targets)))
                .build(),
            List.of(online.snapshot()));
    byte[] timestamp =
        Draft.signed(
            Draft.timestamp(1, now, Draft.naming(1, snapshot)), List.of(online.timestamp()));
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(ROOT, root);
    files.put("1.targets.json", targets);
    files.put("1.snapshot.json", snapshot);
    files.put(NextState.TIMESTAMP, timestamp);
    return files;
  }

  private static byte[] root(
      List<SigningKey> rootKeys,
      List<SigningKey> releaseKeys,
      OnlineKeys online,
      int threshold,
      Instant now) {
    List<SigningKey> all = new ArrayList<>(rootKeys);
    all.addAll(releaseKeys);
    all.add(online.snapshot());
    all.add(online.timestamp());
    Json.Object signed =
        Draft.of("root", 1, now, Lifetimes.ROOT)
            .put("consistent_snapshot", true)
            .put("keys", Draft.keys(all))
            .put(
                "roles",
                Json.object()
                    .put("root", Draft.role(rootKeys, threshold))
                    .put("targets", Draft.role(releaseKeys, threshold))
                    .put("snapshot", Draft.role(List.of(online.snapshot()), 1))
                    .put("timestamp", Draft.role(List.of(online.timestamp()), 1)))
            .build();
    return Draft.signed(signed, rootKeys.subList(0, threshold));
  }
}
