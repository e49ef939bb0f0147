package lockstep.agent.plan;

import java.io.IOException;
import java.util.Set;
import lockstep.agent.plan.LinkGroups.Member;
import lockstep.agent.plan.LinkGroups.Turn;
import lockstep.agent.plan.PlanWriter.Pass;
import lockstep.agent.plan.StageItem.Local;

/// Writes down what the hard-link groups decided.
final class LinkSteps implements LinkGroups.Decisions {
  private final PlanWriter out;

  LinkSteps(PlanWriter out) {
    this.out = out;
  }

  @Override
  public void adjust(Member member, Set<Aspect> aspects, Turn turn) throws IOException {
    out.difference(Pass.LINKS, Difference.of(member.path(), aspects));
    if (turn == Turn.FIRST) {
      out.step(
          Phase.METADATA,
          new Step.Adjust(member.path(), member.live(), member.old(), member.wanted()));
    }
  }

  @Override
  public void replace(Member member, Set<Aspect> aspects) throws IOException {
    long number = out.nextNumber();
    StageItem item =
        new StageItem(
            member.entry(),
            number,
            member.path().lengthBytes(),
            member.staged().local(),
            member.liveHash());
    out.stage(
        Pass.LINKS,
        item,
        member.entry() == member.group() ? member.staged().sizeBytes() : PlanWriter.NO_INODE);
    out.difference(Pass.LINKS, Difference.of(member.path(), aspects));
    out.step(
        member.staged().local() == Local.FILE ? Differ.phaseOfFile(member.path()) : Phase.LINKS,
        new Step.Exchange(member.path(), number, member.live(), 0, member.staged().flags()));
  }
}
