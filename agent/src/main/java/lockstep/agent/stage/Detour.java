package lockstep.agent.stage;

import lockstep.images.Problem;
import lockstep.images.console.Explanation;

/// Words for objects that were of no use, when there was another way.
final class Detour {
  private Detour() {}

  static Problem around(String what, Exception why) {
    return new Problem(
        "E-DETOUR",
        what,
        Explanation.of(why).message() + "; what it is for came another way",
        "run `lockstep fsck` on the repository");
  }
}
