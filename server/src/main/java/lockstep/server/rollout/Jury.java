package lockstep.server.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.release.RolloutStatement;
import lockstep.images.release.RolloutStatement.Pace;
import lockstep.proto.MachineMsg;
import lockstep.proto.OrderMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;
import lockstep.server.fleet.MachineState;
import lockstep.server.fleet.Orders;
import lockstep.server.fleet.Standing;

/// Hears the machines of a fleet, one after the other, and judges those that the present stage reaches. For one thread.
///
/// A machine counts from when the first stage that reaches it began. What it said before says nothing but that it has current
/// already, if it was well; where it had been silent for long already then, so does its silence.
public final class Jury {
  private static final int MAX_REASON_LETTERS = 200;

  private final RolloutState state;
  private final Instant now;
  private final Instant listeningSince;
  private final RolloutStatement buckets;
  private final Map<Fate, Integer> counts = new EnumMap<>(Fate.class);

  /// The last by name comes out first, and goes when there are too many.
  private final PriorityQueue<Hurt> hurt =
      new PriorityQueue<>(Comparator.comparing(Hurt::machine).reversed());

  /// @param state published
  /// @param listeningSince from when on machines could report: nobody was silent before
  public Jury(RolloutState state, Instant now, Instant listeningSince) {
    this.state = state;
    this.now = now;
    this.listeningSince = listeningSince;
    this.buckets = state.plan().statement(state.subject(), 0, Pace.RUNNING);
  }

  /// @param standing of the machine, now
  public void hear(MachineMsg machine, Standing standing) {
    if (machine.getIdentity().getRevokedEpochSeconds() != 0) {
      return;
    }
    Optional<Instant> since = since(machine);
    if (since.isEmpty()) {
      return;
    }
    Hurt judged = judge(machine, standing, since.get());
    counts.merge(judged.fate(), 1, Integer::sum);
    if (judged.fate().isHurt()) {
      hurt.add(judged);
      if (hurt.size() > Verdict.MAX_NAMED) {
        var _ = hurt.remove();
      }
    }
  }

  public Verdict verdict() {
    List<Hurt> named = new ArrayList<>(hurt);
    named.sort(Comparator.comparing(Hurt::machine));
    return new Verdict(counts, named);
  }

  /// When the first stage that reaches the machine began; empty when none does yet.
  private Optional<Instant> since(MachineMsg machine) {
    int bucket = buckets.bucket(machine.getMachine());
    List<String> groups = machine.getIdentity().getGroupsList();
    for (int i = 0; i < state.reached().size(); i++) {
      Stage stage = state.plan().stage(i + 1);
      if (bucket < stage.below() || !Collections.disjoint(stage.groups(), groups)) {
        return Optional.of(state.reached().get(i));
      }
    }
    return Optional.empty();
  }

  private Hurt judge(MachineMsg machine, Standing standing, Instant since) {
    ReportMsg report = machine.getLastReport();
    Instant seen = Instant.ofEpochSecond(machine.getLastSeenEpochSeconds());
    Duration patience = Standing.patience(report);
    if (report.getOrder() != 0 && isOrdered(machine.getOrder())) {
      return fate(machine, Fate.ORDERED);
    }
    if (machine.getCheckIns() == 0 || seen.isBefore(since.minus(patience))) {
      return fate(machine, Fate.OFF);
    }
    Instant listened = seen.isAfter(listeningSince) ? seen : listeningSince;
    if (now.isAfter(listened.plus(patience))) {
      return new Hurt(
          machine.getMachine(),
          Fate.SILENT,
          "not heard of for " + Figures.duration(Duration.between(seen, now)));
    }
    boolean isOfThis = report.getRelease() == 0 || report.getRelease() == state.subject().release();
    if (!seen.isAfter(since) || !isOfThis) {
      return fate(machine, isWell(report) && isOnCurrent(report) ? Fate.TOOK : Fate.AWAITED);
    }
    boolean isOfCurrent = report.getWantedImage().equals(state.subject().current().toString());
    return standing.state() == MachineState.FLAPPING && isOfCurrent
        ? new Hurt(machine.getMachine(), Fate.FLAPPING, standing.reason())
        : said(machine, report);
  }

  /// Whether an order still decides what its machine takes.
  private boolean isOrdered(OrderMsg order) {
    Subject subject = state.subject();
    return Orders.stands(order, subject.release(), subject.current(), subject.old(), now);
  }

  private Hurt said(MachineMsg machine, ReportMsg report) {
    boolean took = isOnCurrent(report);
    return switch (report.getOutcome()) {
      case FAILED -> troubled(machine, Fate.FAILED);
      case UNDONE -> troubled(machine, Fate.UNDONE);
      case DEFERRED, CONVERGED, UNCHANGED, OUTCOME_UNKNOWN, UNRECOGNIZED -> {
        if (took) {
          yield fate(machine, Fate.TOOK);
        }
        yield Standing.isHeld(report)
            ? troubled(machine, Fate.UNDONE)
            : fate(machine, Fate.AWAITED);
      }
    };
  }

  private boolean isOnCurrent(ReportMsg report) {
    return report.getImage().equals(state.subject().current().toString());
  }

  private static boolean isWell(ReportMsg report) {
    return report.getOutcome() == OutcomeMsg.CONVERGED
        || report.getOutcome() == OutcomeMsg.UNCHANGED;
  }

  private static Hurt fate(MachineMsg machine, Fate fate) {
    return new Hurt(machine.getMachine(), fate, "");
  }

  private static Hurt troubled(MachineMsg machine, Fate fate) {
    ReportMsg report = machine.getLastReport();
    String first = report.getProblemsCount() == 0 ? "" : told(report.getProblems(0));
    String why = Inert.text(first.substring(0, Math.min(first.length(), MAX_REASON_LETTERS)));
    return new Hurt(machine.getMachine(), fate, why);
  }

  private static String told(ProblemMsg problem) {
    String place = problem.getPath().isEmpty() ? "" : " " + problem.getPath();
    return problem.getCode() + place + ": " + problem.getMessage();
  }
}
