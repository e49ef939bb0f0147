package lockstep.agent.stage;

import java.util.BitSet;
import lockstep.images.delta.GroupOutput;

/// Which staged files take their content from the pool: two bits an entry. Not for several threads.
final class PoolUse {
  private final Survey survey;
  private final BitSet entries = new BitSet();
  private final BitSet last = new BitSet();

  PoolUse(Survey survey) {
    this.survey = survey;
  }

  /// A group makes this content for all that lack it; they lack it no more.
  void add(GroupOutput output) {
    int latest = -1;
    for (int entry : output.entries()) {
      if (survey.lacking().get(entry)) {
        survey.lacking().clear(entry);
        entries.set(entry);
        latest = Math.max(latest, survey.stagedFor(entry));
      }
    }
    last.set(latest);
  }

  /// The entry of `output` that is to have its content from the pool, the first of them; negative when none is.
  int first(GroupOutput output) {
    for (int entry : output.entries()) {
      if (entries.get(entry)) {
        return entry;
      }
    }
    return -1;
  }

  /// @param entry that has the content
  boolean has(int entry) {
    return entries.get(entry);
  }

  /// @param item the entry that is staged with it
  Origin.Pooled of(int item) {
    return new Origin.Pooled(last.get(item) ? Origin.Use.LAST : Origin.Use.ONE_OF_SEVERAL);
  }
}
