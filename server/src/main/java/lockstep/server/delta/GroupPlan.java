package lockstep.server.delta;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lockstep.images.delta.Group;
import lockstep.server.delta.SeenContent.Kind;

/// Which contents stand together in a group, and which bases they share. Not for several threads.
final class GroupPlan {
  /// How large groups become, in bytes as seen, unless a single file is larger. Larger ones compress better; an agent holds
  /// one or two in memory.
  record Limits(long plainBytes, long prefixBytes) {}

  /// What a group makes, and what of, an agent holds in its small heap, one by one.
  private static final int MOST_MEMBERS = 1 << 14;

  private static final int MOST_BASES = 1 << 14;

  /// A group to be.
  ///
  /// @param bases each once, in the order in which they are first used
  record Planned(Kind kind, List<Kin> members, List<Kin.Base> bases) {
    /// As seen, members and bases.
    long bytes() {
      return members.stream().mapToLong(Kin::seenBytes).sum()
          + bases.stream().mapToLong(Kin.Base::seenBytes).sum();
    }
  }

  private final Limits limits;
  private final List<Planned> groups = new ArrayList<>();
  private final List<Kin> members = new ArrayList<>();
  private final Map<ImageContent, Kin.Base> bases = new LinkedHashMap<>();
  private long plainBytes;
  private long prefixBytes;

  private GroupPlan(Limits limits) {
    this.limits = limits;
  }

  /// Kind by kind; inside a kind by the end of the name, then by path: what is alike stands near.
  static List<Planned> of(List<Kin> kin, Limits limits) {
    GroupPlan plan = new GroupPlan(limits);
    kin.stream()
        .sorted(
            Comparator.comparing(Kin::kind)
                .thenComparing(k -> NameEnding.of(k.target().path()))
                .thenComparing(k -> k.target().path()))
        .forEach(plan::add);
    plan.close();
    return plan.groups;
  }

  private void add(Kin next) {
    long morePrefix = morePrefix(next);
    if (!members.isEmpty()
        && (members.getFirst().kind() != next.kind()
            || members.size() == MOST_MEMBERS
            || bases.size() + next.bases().size() > MOST_BASES
            || plainBytes + next.seenBytes() > limits.plainBytes
            || prefixBytes + morePrefix > limits.prefixBytes)) {
      close();
      morePrefix = morePrefix(next);
    }
    // Several very large bases do not fit one prefix; one always does.
    Kin fitting = prefixBytes + morePrefix > Group.MAX_BYTES ? next.withFirstBaseOnly() : next;
    prefixBytes += morePrefix(fitting);
    plainBytes += fitting.seenBytes();
    members.add(fitting);
    fitting.bases().forEach(base -> bases.putIfAbsent(base.content(), base));
  }

  private long morePrefix(Kin next) {
    return next.bases().stream()
        .filter(base -> !bases.containsKey(base.content()))
        .mapToLong(Kin.Base::seenBytes)
        .sum();
  }

  private void close() {
    if (!members.isEmpty()) {
      groups.add(
          new Planned(
              members.getFirst().kind(), List.copyOf(members), List.copyOf(bases.values())));
    }
    members.clear();
    bases.clear();
    plainBytes = 0;
    prefixBytes = 0;
  }
}
