package lockstep.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import lockstep.images.ImageId;
import lockstep.images.ProblemException;
import lockstep.images.release.RolloutStatement;
import lockstep.images.release.Take;
import lockstep.proto.IdentityMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;
import lockstep.server.fleet.Standing;
import org.junit.jupiter.api.Test;

/// A thousand simulated machines live for some weeks with the real rules, the real statements and the real jury. Machines
/// are off for days, crash, and undo bad images; images are good, bad for a few machines, or bad for many; people abort what
/// halted, or resume it. All of it is drawn from a seed, which a failure names.
class RolloutSimulationTest {
  private static final int MACHINES = 1000;
  private static final Duration STEP = Duration.ofMinutes(10);
  private static final int POLL_STEPS = 3;
  private static final int WEEKS = 2;
  private static final double[] BADNESS = {0, 0, 0.01, 0.03, 0.3, 1};

  private final long seed = Long.getLong("lockstep.seed", 20261128L);
  private final Random random = new Random(seed);
  private Instant now = Samples.NOON;
  private final RolloutRules rules = new RolloutRules(() -> now);
  private final List<Machine> machines = new ArrayList<>();
  private int images;
  private Subject subject = new Subject(1, image(), Optional.empty());
  private double badness;
  private RolloutState state = finished();

  /// What one machine is, and what the server knows of it.
  private static final class Machine {
    private final String name;
    private final List<String> groups;
    private final int phase;
    private ImageId image;
    private Optional<ImageId> held = Optional.empty();
    private int offSteps;
    private boolean isHurt;
    private MachineMsg known;

    Machine(int number, ImageId image) {
      this.name = "web-" + number;
      this.groups = number % 100 == 0 ? List.of("canary") : List.of();
      this.phase = number % POLL_STEPS;
      this.image = image;
      this.known =
          MachineMsg.newBuilder()
              .setMachine(name)
              .setIdentity(IdentityMsg.newBuilder().addAllGroups(groups))
              .build();
    }
  }

  private ImageId image() {
    images++;
    return Samples.image("image " + images);
  }

  private RolloutState finished() {
    return rules.implied(subject);
  }

  @Test
  void noThirdImageNoMoreHurtThanTheStageAndEveryoneEndsWhereItShould() throws Exception {
    for (int i = 0; i < MACHINES; i++) {
      machines.add(new Machine(i, subject.current()));
    }
    int done = 0;
    int halts = 0;
    int aborts = 0;
    long steps = Duration.ofDays(7L * WEEKS).dividedBy(STEP);
    int quiet = 0;
    for (long step = 0; step < steps; step++) {
      now = now.plus(STEP);
      Phase before = state.phase();
      pollAll(step);
      state = turned();
      halts += before == Phase.RUNNING && state.phase() == Phase.HALTED ? 1 : 0;
      quiet = state.phase().isOver() ? quiet + 1 : 0;
      if (state.phase() == Phase.HALTED && random.nextInt(30) == 0) {
        state = resolved();
      }
      if (quiet == 12) { // two hours: all that are on have polled four times
        assertEveryoneIsWhereItShould();
        done += state.phase() == Phase.DONE ? 1 : 0;
        aborts += state.phase() == Phase.ABORTED ? 1 : 0;
      }
      if (quiet > 12 && random.nextInt(20) == 0) {
        publish();
        quiet = 0;
      }
    }
    assertThat(done).as(what()).isGreaterThan(5);
    assertThat(aborts).as(what()).isGreaterThan(5);
    assertThat(halts).as(what()).isGreaterThanOrEqualTo(aborts);
  }

  private String what() {
    return "seed %d, at %s, %s".formatted(seed, now, state.phase());
  }

  /// The next release, which waits for its rollout.
  private void publish() {
    ImageId stays =
        state.phase() == Phase.ABORTED ? subject.old().orElseThrow() : subject.current();
    subject = new Subject(subject.release() + 1, image(), Optional.of(stays));
    badness = BADNESS[random.nextInt(BADNESS.length)];
    for (Machine machine : machines) {
      machine.held = Optional.empty(); // a new promotion ends every hold
      machine.isHurt = false;
    }
    List<Stage> stages = new ArrayList<>(Samples.stages(List.of("canary"), 0, 500, 2500, 10_000));
    RolloutPlan plan =
        new RolloutPlan(
            stages,
            Long.toString(subject.release()),
            1000,
            now,
            List.of(),
            RolloutPlan.Mode.BY_ITSELF,
            Optional.empty());
    state = rules.start(subject, plan, List.of(), "operator:anna").published(now);
  }

  private RolloutState turned() {
    Jury jury = new Jury(state, now, Samples.NOON);
    machines.forEach(machine -> jury.hear(machine.known, Standing.of(machine.known, now)));
    RolloutState next =
        rules
            .step(state, jury.verdict(), new CheckAnswer.Unasked(), "server")
            .map(moved -> moved.published(now))
            .orElse(state);
    assertThat(next.stage() - state.stage()).as(what()).isIn(0, 1);
    return next;
  }

  private RolloutState resolved() throws ProblemException {
    return badness > 0.02 || random.nextInt(3) == 0
        ? rules.abort(state, "operator:olaf", "", Pull.USUAL).published(now)
        : rules.resume(state, "operator:anna", OptionalInt.of(5000)).published(now);
  }

  private void pollAll(long step) {
    RolloutStatement statement = state.statement();
    int reached = 0;
    int hurt = 0;
    for (Machine machine : machines) {
      boolean isReached = statement.decide(machine.name, machine.groups) == Take.CURRENT;
      reached += isReached ? 1 : 0;
      if (machine.offSteps > 0) {
        machine.offSteps--;
      } else if (random.nextInt(4000) == 0) {
        machine.offSteps = random.nextInt(500); // up to some days
      } else if (step % POLL_STEPS == machine.phase) {
        poll(machine, statement);
      }
      hurt += machine.isHurt ? 1 : 0;
    }
    if (statement.pace() == RolloutStatement.Pace.RUNNING && !state.phase().isOver()) {
      assertThat(hurt).as("%s: more hurt than the stage has", what()).isLessThanOrEqualTo(reached);
    }
  }

  private void poll(Machine machine, RolloutStatement statement) {
    Optional<ImageId> wanted =
        switch (statement.decide(machine.name, machine.groups)) {
          case CURRENT -> Optional.of(statement.current());
          case OLD -> statement.old();
          case HOLD -> Optional.empty();
        };
    OutcomeMsg outcome = OutcomeMsg.UNCHANGED;
    ReportMsg.Builder report = ReportMsg.newBuilder();
    if (wanted.isPresent() && !wanted.get().equals(machine.image)) {
      if (machine.held.equals(wanted)) {
        outcome = OutcomeMsg.DEFERRED;
        report.addProblems(ProblemMsg.newBuilder().setCode("E-HELD"));
      } else {
        assertThat(wanted.get())
            .as("%s: %s newly takes a third image", what(), machine.name)
            .isIn(subject.current(), subject.old().orElseThrow());
        assertThat(state.phase())
            .as("%s: %s newly takes an image", what(), machine.name)
            .isNotEqualTo(Phase.HALTED);
        outcome = take(machine, wanted.get());
      }
    }
    if (machine.offSteps > 0) {
      return; // it crashed before it could report
    }
    machine.known =
        machine.known.toBuilder()
            .setCheckIns(machine.known.getCheckIns() + 1)
            .setLastSeenEpochSeconds(now.getEpochSecond())
            .setLastReport(
                report
                    .setOutcome(outcome)
                    .setImage(machine.image.toString())
                    .setWantedImage(wanted.map(ImageId::toString).orElse(""))
                    .setRelease(subject.release())
                    .setNextPollSeconds((int) STEP.multipliedBy(POLL_STEPS).toSeconds()))
            .build();
  }

  /// A bad image fails its probe and goes back, or takes the machine down for hours.
  private OutcomeMsg take(Machine machine, ImageId wanted) {
    boolean isBad = wanted.equals(subject.current()) && random.nextDouble() < badness;
    if (!isBad) {
      machine.image = wanted;
      return OutcomeMsg.CONVERGED;
    }
    machine.isHurt = true;
    if (random.nextInt(4) == 0) {
      machine.image = wanted;
      machine.offSteps = 20 + random.nextInt(60);
      return OutcomeMsg.CONVERGED;
    }
    machine.held = Optional.of(wanted);
    return OutcomeMsg.UNDONE;
  }

  private void assertEveryoneIsWhereItShould() {
    ImageId end =
        state.phase() == Phase.DONE ? subject.current() : subject.old().orElse(subject.current());
    int elsewhere = 0;
    for (Machine machine : machines) {
      boolean isOn =
          machine.offSteps == 0
              && Duration.ofSeconds(now.getEpochSecond() - machine.known.getLastSeenEpochSeconds())
                      .compareTo(Duration.ofHours(1))
                  < 0;
      boolean mayNot = machine.held.filter(end::equals).isPresent();
      if (isOn && !mayNot) {
        assertThat(machine.image).as("%s: %s", what(), machine.name).isEqualTo(end);
      } else {
        elsewhere++;
      }
    }
    assertThat(elsewhere).as(what()).isLessThan(MACHINES / 5);
    if (badness > 0.25) {
      assertThat(state.phase()).as("%s: badness %s", what(), badness).isEqualTo(Phase.ABORTED);
      assertThat(state.stage()).as("%s: badness %s", what(), badness).isLessThanOrEqualTo(2);
    }
  }
}
