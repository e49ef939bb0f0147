package lockstep.images.trust;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Step 5.6.7: asks the roles that may speak for a path, in pre-order, each once.
///
/// A role is loaded under the keys of whoever delegates to it *here*; that it was accepted elsewhere proves nothing.
record DelegationSearch(Loader loader) {
  /// A tree as wide or deep as this is an attack on our time.
  static final int MAX_ROLES = 64;

  @FunctionalInterface
  interface Loader {
    TargetsMetadata load(Delegation delegation) throws IOException;
  }

  Optional<TargetFile> find(TargetsMetadata top, String path) throws IOException {
    Optional<TargetFile> found = top.find(path);
    Deque<Delegation> toAsk = new ArrayDeque<>();
    askNext(top, path, toAsk);
    Set<String> asked = new HashSet<>();
    while (found.isEmpty() && !toAsk.isEmpty()) {
      Delegation delegation = toAsk.pop();
      if (!asked.add(delegation.role())) {
        continue; // 5.6.7.1: a cycle, or a second way to the same role
      }
      if (asked.size() > MAX_ROLES) {
        throw new TrustException(
            Refusal.LIMIT,
            path,
            "more than " + MAX_ROLES + " delegated roles would have to be asked");
      }
      TargetsMetadata role = loader.load(delegation);
      found = role.find(path);
      askNext(role, path, toAsk);
    }
    return found;
  }

  /// 5.6.7.2: its delegations come before all that wait; a terminating one is the last to be asked at all.
  private static void askNext(TargetsMetadata role, String path, Deque<Delegation> toAsk) {
    List<Delegation> next = new ArrayList<>();
    for (Delegation delegation : role.delegations()) {
      if (delegation.covers(path)) {
        next.add(delegation);
        if (delegation.terminating()) {
          toAsk.clear();
          break;
        }
      }
    }
    next.reversed().forEach(toAsk::push);
  }
}
