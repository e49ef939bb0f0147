package lockstep.agent.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupBase;
import lockstep.images.delta.GroupOutput;
import lockstep.images.delta.GroupOutput.Difference;

/// Decides which bases that are missing are worth their bytes: a single one that drifted spoils a group. Not for several
/// threads.
final class LoanChooser {
  /// What contents cost from packs is guessed: their index is not worth fetching for it.
  private static final int PACKED_RATIO = 3;

  /// What is at a base's path has most of its chunks, mostly.
  private static final int MENDED_RATIO = 8;

  /// Below that, the index of the other image's packs costs more than is won.
  private static final long LEAST_GAIN_BYTES = 256 << 10;

  private final Survey survey;
  private final PoolUse use;
  private final ChosenGroups chosen;

  /// @param chosen what is chosen without such bases; gets more groups
  LoanChooser(Survey survey, PoolUse use, ChosenGroups chosen) {
    this.survey = survey;
    this.use = use;
    this.chosen = chosen;
  }

  /// What more a group would make with some bases more.
  ///
  /// @param gain less the group's own bytes, if it is not chosen yet
  private record Chance(List<GroupOutput> outputs, Set<GroupBase> missing, long gain) {}

  private Chance chance(int number, Group group) throws IOException {
    boolean isChosen = chosen.numbers().get(number);
    Set<GroupBase> missing = new LinkedHashSet<>();
    for (GroupBase base : group.bases()) {
      if (base.use() == GroupBase.Use.PREFIX && !chosen.bases().has(base)) {
        missing.add(base);
      }
    }
    List<GroupOutput> outputs = new ArrayList<>();
    for (GroupOutput output : group.outputs()) {
      if (output.entries().stream().anyMatch(survey.lacking()::get)) {
        outputs.add(output);
        if (output.form() instanceof Difference difference) {
          GroupBase base = group.bases().get(difference.base());
          if (!chosen.bases().has(base)) {
            missing.add(base);
          }
        }
      }
    }
    long plain = outputs.stream().mapToLong(GroupOutput::sizeBytes).sum();
    return new Chance(
        outputs, missing, plain / PACKED_RATIO - (isChosen ? 0 : group.storedLength()));
  }

  /// The first eight bytes of the hashes of bases that might pay; none when nothing would.
  SortedLongs candidates() throws IOException {
    SortedLongs candidates = new SortedLongs(0);
    long[] sum = {0};
    chosen.forEachOfIndex((number, group) -> {
      Chance chance = chance(number, group);
      long cost = chance.missing.stream().mapToLong(GroupBase::sizeBytes).sum() / MENDED_RATIO;
      if (!chance.missing.isEmpty() && chance.gain > cost) {
        sum[0] += chance.gain - cost;
        chance.missing.forEach(base -> candidates.add(base.content()));
      }
    });
    return sum[0] < LEAST_GAIN_BYTES ? new SortedLongs(0) : candidates.seal();
  }

  /// Takes the bases that pay, and chooses the groups they are for.
  void choose(BaseLoans loans) throws IOException {
    chosen.forEachOfIndex((number, group) -> {
      Chance chance = chance(number, group);
      long cost = 0;
      for (GroupBase base : chance.missing) {
        if (!loans.has(base)) {
          return;
        }
        cost += loans.cost(base);
      }
      if (!chance.missing.isEmpty() && chance.gain > cost) {
        chance.missing.forEach(loans::take);
        chance.outputs.forEach(use::add);
        chosen.numbers().set(number);
      }
    });
    chosen.bases().lend(loans);
  }
}
