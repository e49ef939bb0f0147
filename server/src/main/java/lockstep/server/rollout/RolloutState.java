package lockstep.server.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.release.RolloutStatement;
import lockstep.images.release.RolloutStatement.Pace;

/// A rollout, and how far it is. Immutable.
///
/// @param stage the one it has come to, from 1; 0 before the first
/// @param since when the statement that follows from all this was published; absent while that is not certain
/// @param reached when each stage up to this one was; the present one lacks while `since` does
/// @param why of a halt or an abort
/// @param hurt what made it halt, if that were machines
/// @param history oldest first
public record RolloutState(
    Subject subject,
    RolloutPlan plan,
    Phase phase,
    int stage,
    Optional<Instant> since,
    List<Instant> reached,
    Pull pull,
    String why,
    List<Hurt> hurt,
    List<Event> history) {
  private static final int MAX_EVENTS = 500;

  /// @throws IllegalArgumentException when the parts do not fit
  public RolloutState {
    reached = List.copyOf(reached);
    hurt = List.copyOf(hurt);
    history =
        List.copyOf(history.subList(Math.max(0, history.size() - MAX_EVENTS), history.size()));
    boolean isNew = since.isEmpty() && phase == Phase.RUNNING && reached.size() == stage - 1;
    if (stage > plan.stages().size() || (reached.size() != stage && !isNew)) {
      throw new IllegalArgumentException(
          "stage %d of %d, of which %d were reached"
              .formatted(stage, plan.stages().size(), reached.size()));
    }
    if ((stage == 0) == (phase == Phase.RUNNING || phase == Phase.DONE)
        && phase != Phase.HALTED
        && phase != Phase.ABORTED) {
      throw new IllegalArgumentException(phase + " in stage " + stage);
    }
  }

  /// Whether it is certain that machines are told what follows from this.
  boolean isPublished() {
    return since.isPresent();
  }

  /// What machines are to be told.
  public RolloutStatement statement() {
    return switch (phase) {
      case SCHEDULED, ABORTED -> plan.statement(subject, 0, Pace.RUNNING);
      case RUNNING -> plan.statement(subject, stage, Pace.RUNNING);
      case HALTED -> plan.statement(subject, stage, Pace.HALTED);
      case DONE -> plan.statement(subject, plan.stages().size(), Pace.RUNNING);
    };
  }

  /// Its statement is out since `now`.
  RolloutState published(Instant now) {
    List<Instant> times = new ArrayList<>(reached);
    if (times.size() < stage) {
      times.add(now);
    }
    return new RolloutState(
        subject, plan, phase, stage, Optional.of(now), times, pull, why, hurt, history);
  }

  RolloutState with(RolloutPlan changed) {
    return new RolloutState(
        subject, changed, phase, stage, since, reached, pull, why, hurt, history);
  }

  RolloutState with(Pull changed) {
    return new RolloutState(
        subject, plan, phase, stage, since, reached, changed, why, hurt, history);
  }

  RolloutState because(String reason, List<Hurt> machines) {
    return new RolloutState(
        subject, plan, phase, stage, since, reached, pull, reason, machines, history);
  }

  /// Another phase or stage, which nobody knows of yet.
  ///
  /// @param times of the stages before
  RolloutState moved(Phase to, int number, List<Instant> times, Event event) {
    List<Event> events = new ArrayList<>(history);
    events.add(event);
    return new RolloutState(
        subject, plan, to, number, Optional.empty(), times, pull, "", List.of(), events);
  }
}
