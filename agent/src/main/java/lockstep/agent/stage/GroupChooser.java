package lockstep.agent.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupBase;
import lockstep.images.delta.GroupIndexReader;
import lockstep.images.delta.GroupOutput;
import lockstep.images.delta.GroupOutput.Difference;

/// Decides which groups of an index are worth their bytes. Not for several threads.
///
/// A group comes as a whole. Where all it makes is needed, it was made because it is smaller than the chunks. Where some of it
/// is needed, its length is compared with what these contents would cost from packs; only if that is not obvious are packs
/// looked at, since their index has to be fetched for it.
final class GroupChooser {
  /// No pack is so much smaller than its contents.
  private static final int SURE_RATIO = 8;

  private final Survey survey;
  private final PoolUse use;
  private final PackCosts.Source packs;

  GroupChooser(Survey survey, PoolUse use, PackCosts.Source packs) {
    this.survey = survey;
    this.use = use;
    this.packs = packs;
  }

  private enum Verdict {
    TAKE,
    LEAVE,
    ASK_PACKS
  }

  /// Chooses, and takes what the chosen groups make out of what is lacking.
  ///
  /// @param bases of that index, closed by the caller
  ChosenGroups choose(GroupIndex index, Bases bases) throws IOException {
    BitSet taken = new BitSet();
    BitSet asked = new BitSet();
    BitSet askedEntries = new BitSet();
    try (GroupIndexReader reader = index.open().orElseThrow()) {
      int number = 0;
      for (Group group = reader.next(); group != null; group = reader.next(), number++) {
        switch (judge(group, bases)) {
          case TAKE -> take(number, group, bases, taken);
          case ASK_PACKS -> {
            asked.set(number);
            needed(group, bases).forEach(output -> askedEntries.set(firstLacking(output)));
          }
          case LEAVE -> {}
        }
      }
    }
    if (!asked.isEmpty()) {
      compare(new ChosenGroups(index, asked, bases), packs.of(askedEntries), taken);
    }
    return new ChosenGroups(index, taken, bases);
  }

  private void take(int number, Group group, Bases bases, BitSet taken) throws IOException {
    taken.set(number);
    needed(group, bases).forEach(use::add);
  }

  private void compare(ChosenGroups asked, PackCosts costs, BitSet taken) throws IOException {
    int[] number = {-1};
    asked.forEach((group, _) -> {
      number[0] = asked.numbers().nextSetBit(number[0] + 1);
      long gain = 0;
      for (GroupOutput output : needed(group, asked.bases())) {
        gain += costs.of(firstLacking(output));
      }
      if (gain >= group.storedLength()) {
        take(number[0], group, asked.bases(), taken);
      }
    });
  }

  private Verdict judge(Group group, Bases bases) throws IOException {
    List<GroupOutput> needed = needed(group, bases);
    if (needed.isEmpty() || !hasPrefix(group, bases)) {
      return Verdict.LEAVE;
    }
    long living = group.outputs().stream().filter(output -> !output.entries().isEmpty()).count();
    if (needed.size() == living) {
      return Verdict.TAKE;
    }
    long plainBytes = needed.stream().mapToLong(GroupOutput::sizeBytes).sum();
    if (group.storedLength() >= plainBytes) {
      return Verdict.LEAVE;
    }
    boolean sure = (long) group.storedLength() * SURE_RATIO <= plainBytes;
    return sure ? Verdict.TAKE : Verdict.ASK_PACKS;
  }

  private static boolean hasPrefix(Group group, Bases bases) throws IOException {
    for (GroupBase base : group.bases()) {
      if (base.use() == GroupBase.Use.PREFIX && !bases.has(base)) {
        return false;
      }
    }
    return true;
  }

  /// What of it somebody lacks and can be made here.
  private List<GroupOutput> needed(Group group, Bases bases) throws IOException {
    List<GroupOutput> needed = new ArrayList<>();
    for (GroupOutput output : group.outputs()) {
      if (firstLacking(output) >= 0 && isMakeable(output, group, bases)) {
        needed.add(output);
      }
    }
    return needed;
  }

  private static boolean isMakeable(GroupOutput output, Group group, Bases bases)
      throws IOException {
    return !(output.form() instanceof Difference difference)
        || bases.has(group.bases().get(difference.base()));
  }

  private int firstLacking(GroupOutput output) {
    for (int entry : output.entries()) {
      if (survey.lacking().get(entry)) {
        return entry;
      }
    }
    return -1;
  }
}
