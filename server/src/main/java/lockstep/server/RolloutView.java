package lockstep.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.console.Table;
import lockstep.server.rollout.Event;
import lockstep.server.rollout.Fate;
import lockstep.server.rollout.Hurt;
import lockstep.server.rollout.Phase;
import lockstep.server.rollout.RolloutLine;
import lockstep.server.rollout.RolloutPicture;
import lockstep.server.rollout.RolloutPlan;
import lockstep.server.rollout.RolloutState;
import lockstep.server.rollout.Stage;
import lockstep.server.rollout.Verdict;

/// A rollout in one screen.
final class RolloutView {
  private static final int MAX_EVENTS = 6;
  private static final int MAX_HURT = 10;

  private final Instant now;

  RolloutView(Instant now) {
    this.now = now;
  }

  List<String> lines(RolloutPicture picture) {
    List<String> lines = new ArrayList<>();
    lines.add(Inert.text(RolloutLine.of(picture)));
    lines.add(
        "current %s, old %s"
            .formatted(
                named(picture.current()), picture.old().map(RolloutView::named).orElse("none")));
    picture
        .expires()
        .filter(end -> !now.isBefore(end))
        .ifPresent(end ->
            lines.add(
                "THE STATEMENT EXPIRED at %s: machines stay where they are until it is renewed"
                    .formatted(end)));
    picture
        .waits()
        .ifPresent(wait ->
            lines.add(
                "waits for "
                    + Inert.text(wait.forWhat())
                    + wait.until().map(end -> ", until " + time(end)).orElse("")));
    picture.state().ifPresent(state -> addState(lines, state, picture.verdict()));
    return lines;
  }

  private void addState(List<String> lines, RolloutState state, Verdict verdict) {
    lines.add("");
    lines.addAll(stages(state));
    lines.add(rules(state.plan()));
    boolean isHalt = state.phase() == Phase.HALTED;
    List<Hurt> hurt = isHalt && !state.hurt().isEmpty() ? state.hurt() : verdict.hurt();
    addMachines(lines, verdict);
    if (!hurt.isEmpty()) {
      lines.add("");
      Table table = new Table().words(isHalt ? "HALTED FOR" : "HURT").words("").words("WHY");
      hurt.stream()
          .limit(MAX_HURT)
          .forEach(each -> table.row(each.machine(), each.fate().toString(), each.why()));
      lines.addAll(table.lines());
    }
    lines.add("");
    lines.addAll(history(state.history()));
  }

  private List<String> stages(RolloutState state) {
    Table table =
        new Table().words("").words("STAGE").words("TAKES CURRENT").numbers("BAKES").words("SINCE");
    for (int number = 1; number <= state.plan().stages().size(); number++) {
      Stage stage = state.plan().stage(number);
      boolean isHere = number == state.stage() && !state.phase().isOver();
      table.row(
          isHere ? ">" : "",
          Integer.toString(number),
          stage.toString(),
          stage.bake().isZero() ? "no" : Figures.duration(stage.bake()),
          number <= state.reached().size() ? time(state.reached().get(number - 1)) : "");
    }
    return table.lines();
  }

  private static String rules(RolloutPlan plan) {
    List<String> rules = new ArrayList<>();
    rules.add("halts above " + Stage.percent(plan.threshold()));
    if (plan.mode() == RolloutPlan.Mode.BY_HAND) {
      rules.add("goes on by hand");
    }
    plan.check()
        .ifPresent(
            check -> rules.add("asks before it leaves a stage: " + Inert.text(check.target())));
    plan.windows().forEach(window -> rules.add("goes on " + window));
    return String.join("; ", rules);
  }

  private static void addMachines(List<String> lines, Verdict verdict) {
    List<String> counts = new ArrayList<>();
    for (Fate fate : Fate.values()) {
      if (verdict.count(fate) > 0) {
        counts.add(Figures.count(verdict.count(fate)) + " " + fate);
      }
    }
    lines.add(
        "machines of its stages: "
            + (counts.isEmpty() ? "none is heard of here" : String.join(", ", counts)));
  }

  private List<String> history(List<Event> events) {
    Table table = new Table().words("WHEN").words("WHO").words("DID").words("");
    events.subList(Math.max(0, events.size() - MAX_EVENTS), events.size()).stream()
        .forEach(event -> table.row(time(event.at()), event.who(), event.act(), event.detail()));
    return table.lines();
  }

  private static String named(RolloutPicture.Named image) {
    return "%s (%s)".formatted(Inert.text(image.label()), image.id().abbreviated());
  }

  /// To the second, and how far that is.
  private String time(Instant at) {
    Instant second = Instant.ofEpochSecond(at.getEpochSecond());
    return now.isBefore(at)
        ? "%s (in %s)".formatted(second, Figures.duration(Duration.between(now, at)))
        : "%s (%s ago)".formatted(second, Figures.duration(Duration.between(at, now)));
  }
}
