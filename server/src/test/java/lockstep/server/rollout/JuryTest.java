package lockstep.server.rollout;

import static lockstep.server.rollout.Samples.NOON;
import static lockstep.server.rollout.Samples.RELEASE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lockstep.images.ProblemException;
import lockstep.images.release.RolloutStatement;
import lockstep.proto.IdentityMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.OrderMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;
import lockstep.server.fleet.Standing;
import org.junit.jupiter.api.Test;

/// The stage began at noon and reaches 1 % and the canaries; machines poll every ten minutes, so 30 minutes are silence.
class JuryTest {
  private static final Instant LONG_AGO = NOON.minus(Duration.ofDays(3));

  private Instant now = NOON.plus(Duration.ofMinutes(20));
  private Instant listeningSince = LONG_AGO;

  private static RolloutState running() {
    RolloutPlan plan =
        new RolloutPlan(
            Samples.stages(List.of("canary"), 100, 1000, 10_000),
            "",
            200,
            LONG_AGO,
            List.of(),
            RolloutPlan.Mode.BY_ITSELF,
            Optional.empty());
    return new RolloutRules(() -> NOON)
        .start(RELEASE, plan, List.of(), "operator:anna")
        .published(NOON);
  }

  private static MachineMsg canary(Duration afterNoon, ReportMsg.Builder report) {
    return machine("web-1", afterNoon, report).toBuilder()
        .setIdentity(IdentityMsg.newBuilder().addGroups("canary"))
        .build();
  }

  private static MachineMsg machine(String name, Duration afterNoon, ReportMsg.Builder report) {
    return MachineMsg.newBuilder()
        .setMachine(name)
        .setCheckIns(9)
        .setLastSeenEpochSeconds(NOON.plus(afterNoon).getEpochSecond())
        .setLastReport(report.setNextPollSeconds(600))
        .build();
  }

  private static ReportMsg.Builder said(OutcomeMsg outcome, String image) {
    return ReportMsg.newBuilder()
        .setOutcome(outcome)
        .setImage(image.isEmpty() ? "" : Samples.image(image).toString())
        .setRelease(7);
  }

  private static Duration minutes(long minutes) {
    return Duration.ofMinutes(minutes);
  }

  private Verdict verdict(RolloutState state, MachineMsg... machines) {
    Jury jury = new Jury(state, now, listeningSince);
    for (MachineMsg machine : machines) {
      jury.hear(machine, Standing.of(machine, now));
    }
    return jury.verdict();
  }

  private Fate fate(MachineMsg machine) {
    Verdict verdict = verdict(running(), machine);
    assertThat(verdict.counts()).hasSize(1);
    return verdict.counts().keySet().iterator().next();
  }

  @Test
  void whatAMachineReportedSinceItsStageBeganIsItsFate() {
    assertThat(fate(canary(minutes(5), said(OutcomeMsg.CONVERGED, "green")))).isEqualTo(Fate.TOOK);
    assertThat(fate(canary(minutes(5), said(OutcomeMsg.UNCHANGED, "green")))).isEqualTo(Fate.TOOK);
    assertThat(fate(canary(minutes(5), said(OutcomeMsg.FAILED, "blue")))).isEqualTo(Fate.FAILED);
    assertThat(fate(canary(minutes(5), said(OutcomeMsg.FAILED, "")))).isEqualTo(Fate.FAILED);
    assertThat(fate(canary(minutes(5), said(OutcomeMsg.UNDONE, "blue")))).isEqualTo(Fate.UNDONE);
    assertThat(fate(canary(minutes(5), said(OutcomeMsg.UNCHANGED, "blue"))))
        .isEqualTo(Fate.AWAITED);
    assertThat(fate(canary(minutes(5), said(OutcomeMsg.DEFERRED, "blue"))))
        .as("its window is not open yet")
        .isEqualTo(Fate.AWAITED);
  }

  @Test
  void aMachineThatHoldsCurrentOffHasUndoneIt() {
    ReportMsg.Builder held =
        said(OutcomeMsg.DEFERRED, "blue")
            .addProblems(ProblemMsg.newBuilder().setCode("E-HELD").setMessage("was undone\033[2J"));
    Verdict verdict = verdict(running(), canary(minutes(5), held));
    assertThat(verdict.hurt()).extracting(Hurt::fate).containsExactly(Fate.UNDONE);
    assertThat(verdict.hurt().getFirst().why())
        .startsWith("E-HELD: was undone")
        .doesNotContain("\033");
  }

  @Test
  void whatItReportedBeforeSaysNothing() {
    assertThat(fate(canary(minutes(-1), said(OutcomeMsg.FAILED, "blue")))).isEqualTo(Fate.AWAITED);
    assertThat(fate(canary(minutes(-1), said(OutcomeMsg.UNCHANGED, "green"))))
        .as("it is on current already")
        .isEqualTo(Fate.TOOK);
    assertThat(fate(canary(minutes(5), said(OutcomeMsg.FAILED, "blue").setRelease(6))))
        .as("it has not seen this release yet")
        .isEqualTo(Fate.AWAITED);
  }

  @Test
  void aMachineThatMissedThreePollsIsSilentAndOneThatWasOffBeforeIsNot() {
    MachineMsg lastHeard = canary(minutes(5), said(OutcomeMsg.CONVERGED, "green"));
    now = NOON.plus(minutes(35));
    assertThat(fate(lastHeard)).isEqualTo(Fate.TOOK);
    now = NOON.plus(minutes(35)).plusSeconds(1);
    assertThat(fate(lastHeard)).isEqualTo(Fate.SILENT);
    assertThat(fate(canary(minutes(-30), said(OutcomeMsg.UNCHANGED, "blue"))))
        .as("it polled just before")
        .isEqualTo(Fate.SILENT);
    assertThat(fate(canary(minutes(-31), said(OutcomeMsg.UNCHANGED, "blue")))).isEqualTo(Fate.OFF);
  }

  /// Nobody can have been heard of while no server ran.
  @Test
  void theTimeTheServerWasOffIsNobodysSilence() {
    MachineMsg lastHeard = canary(minutes(5), said(OutcomeMsg.CONVERGED, "green"));
    now = NOON.plus(Duration.ofHours(9));
    listeningSince = now.minus(minutes(30));
    assertThat(fate(lastHeard)).isEqualTo(Fate.TOOK);
    now = now.plusSeconds(1);
    assertThat(fate(lastHeard)).isEqualTo(Fate.SILENT);
  }

  @Test
  void whatHasNoScheduleIsSilentOnlyAfterADay() {
    MachineMsg byCron =
        canary(minutes(5), said(OutcomeMsg.CONVERGED, "green")).toBuilder()
            .setLastReport(said(OutcomeMsg.CONVERGED, "green"))
            .build();
    now = NOON.plus(Duration.ofHours(24));
    assertThat(fate(byCron)).isEqualTo(Fate.TOOK);
    now = NOON.plus(Duration.ofHours(26));
    assertThat(fate(byCron)).isEqualTo(Fate.SILENT);
  }

  @Test
  void aMachineThatMustBeBroughtToCurrentAgainAndAgainFlaps() {
    ReportMsg.Builder report =
        said(OutcomeMsg.CONVERGED, "green").setWantedImage(Samples.image("green").toString());
    MachineMsg.Builder machine = canary(minutes(5), report).toBuilder();
    for (int i = 1; i <= 4; i++) {
      assertThat(fate(machine.build())).isEqualTo(Fate.TOOK);
      machine.addFightsEpochSeconds(NOON.plus(minutes(i)).getEpochSecond());
    }
    assertThat(fate(machine.build())).isEqualTo(Fate.FLAPPING);
  }

  @Test
  void whoeverAnOperatorOrdersIsNotJudgedUntilTheOrderIsOver() {
    MachineMsg obedient = canary(minutes(5), said(OutcomeMsg.FAILED, "blue").setOrder(3));
    OrderMsg force =
        OrderMsg.newBuilder()
            .setNumber(3)
            .setImage(Samples.image("blue").toString())
            .setForce(true)
            .setRelease(7)
            .build();
    Verdict verdict = verdict(running(), obedient.toBuilder().setOrder(force).build());
    assertThat(verdict.count(Fate.ORDERED)).isOne();
    assertThat(verdict.judged()).isZero();

    OrderMsg lapsed = force.toBuilder().setRelease(6).build();
    assertThat(fate(obedient.toBuilder().setOrder(lapsed).build())).isEqualTo(Fate.FAILED);
    OrderMsg lifted = OrderMsg.newBuilder().setNumber(4).build();
    assertThat(fate(obedient.toBuilder().setOrder(lifted).build())).isEqualTo(Fate.FAILED);
  }

  @Test
  void onlyMachinesThatAStageReachesAreJudged() {
    MachineMsg web = machine("web-1", minutes(5), said(OutcomeMsg.FAILED, "blue"));
    RolloutStatement statement = running().statement();
    int reached = 0;
    for (int i = 0; i < 1000; i++) {
      MachineMsg machine = web.toBuilder().setMachine("web-" + i).build();
      boolean isReached = statement.bucket("web-" + i) < 100;
      reached += isReached ? 1 : 0;
      assertThat(verdict(running(), machine).judged()).isEqualTo(isReached ? 1 : 0);
    }
    assertThat(reached).isBetween(1, 50);
    MachineMsg revoked =
        web.toBuilder()
            .setIdentity(IdentityMsg.newBuilder().addGroups("canary").setRevokedEpochSeconds(1_000))
            .build();
    assertThat(verdict(running(), revoked).counts()).isEmpty();
  }

  /// A machine of the first stage that failed there still hurts the second, also when it says nothing any more.
  @Test
  void aMachineCountsFromTheFirstStageThatReachesIt() throws ProblemException {
    Instant later = NOON.plus(minutes(40));
    RolloutState second =
        new RolloutRules(() -> later).advance(running(), "operator:anna").published(later);
    now = later.plus(minutes(1));
    assertThat(
            verdict(second, canary(minutes(20), said(OutcomeMsg.FAILED, "blue")))
                .count(Fate.FAILED))
        .isOne();
    assertThat(
            verdict(second, canary(minutes(5), said(OutcomeMsg.CONVERGED, "green")))
                .count(Fate.SILENT))
        .isOne();
  }

  @Test
  void afterAResumeWhatWasSaidBeforeIsForgiven() throws ProblemException {
    MachineMsg failed = canary(minutes(5), said(OutcomeMsg.FAILED, "blue"));
    Instant later = NOON.plus(minutes(10));
    RolloutRules rules = new RolloutRules(() -> later);
    RolloutState halted = rules.halt(running(), "operator:olaf", "").published(later);
    RolloutState resumed =
        rules.resume(halted, "operator:anna", OptionalInt.empty()).published(later);
    assertThat(verdict(resumed, failed).hurtCount()).isZero();
    assertThat(verdict(resumed, canary(minutes(11), said(OutcomeMsg.FAILED, "blue"))).hurtCount())
        .isOne();
  }

  @Test
  void ofMachinesThatAreHurtTheFirstByNameAreNamed() {
    MachineMsg[] machines = new MachineMsg[200];
    for (int i = 0; i < machines.length; i++) {
      machines[i] =
          canary(minutes(5), said(OutcomeMsg.FAILED, "blue")).toBuilder()
              .setMachine("web-%03d".formatted(199 - i))
              .build();
    }
    Verdict verdict = verdict(running(), machines);
    assertThat(verdict.hurtCount()).isEqualTo(200);
    assertThat(verdict.hurt()).hasSize(Verdict.MAX_NAMED);
    assertThat(verdict.hurt().getFirst().machine()).isEqualTo("web-000");
    assertThat(verdict.hurt().getLast().machine()).isEqualTo("web-049");
  }
}
