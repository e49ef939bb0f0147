package lockstep.server.rollout;

import static lockstep.server.rollout.Samples.NOON;
import static lockstep.server.rollout.Samples.RELEASE;
import static lockstep.server.rollout.Samples.plan;
import static lockstep.server.rollout.Samples.stages;
import static lockstep.server.rollout.Samples.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import lockstep.images.ProblemException;
import lockstep.images.release.RolloutStatement;
import lockstep.images.release.RolloutStatement.Pace;
import org.junit.jupiter.api.Test;

class RolloutRulesTest {
  private static final CheckAnswer UNASKED = new CheckAnswer.Unasked();

  private Instant now = NOON;
  private final RolloutRules rules = new RolloutRules(() -> now);

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private RolloutState begun() {
    return rules.start(RELEASE, plan(), List.of(), "operator:anna").published(now);
  }

  private RolloutState step(RolloutState state, Verdict verdict) {
    return rules.step(state, verdict, UNASKED, "server").orElseThrow().published(now);
  }

  private RolloutState inStage(int number) throws IOException {
    RolloutState state = begun();
    while (state.stage() < number) {
      state = rules.advance(state, "operator:anna").published(now);
    }
    return state;
  }

  private RolloutState halted() throws IOException {
    return rules.halt(inStage(2), "operator:olaf", "web is slow").published(now);
  }

  private RolloutState scheduled() {
    return rules
        .start(
            RELEASE,
            plan(NOON.plus(Duration.ofHours(3)), List.of(), RolloutPlan.Mode.BY_ITSELF),
            List.of(),
            "operator:anna")
        .published(now);
  }

  private static void assertTakes(RolloutState state, int below, Pace pace) {
    RolloutStatement statement = state.statement();
    assertThat(statement.currentBelow()).isEqualTo(below);
    assertThat(statement.pace()).isEqualTo(pace);
    assertThat(statement.release()).isEqualTo(7);
    assertThat(statement.current()).isEqualTo(RELEASE.current());
    assertThat(statement.old()).isEqualTo(RELEASE.old());
  }

  @Test
  void itGoesFromStageToStageWhenEachHasBakedAndEndsWithEveryone() {
    RolloutState state = begun();
    List<Integer> takes = new ArrayList<>(List.of(state.statement().currentBelow()));
    while (!state.phase().isOver()) {
      pass(Duration.ofMinutes(30).minusNanos(1));
      assertThat(rules.step(state, verdict(10, 0), UNASKED, "server")).isEmpty();
      pass(Duration.ofNanos(1));
      state = step(state, verdict(10, 0));
      takes.add(state.statement().currentBelow());
    }

    assertThat(takes).containsExactly(100, 1000, 10_000, 10_000);
    assertThat(state.phase()).isEqualTo(Phase.DONE);
    assertThat(state.reached())
        .containsExactly(
            NOON, NOON.plus(Duration.ofMinutes(30)), NOON.plus(Duration.ofMinutes(60)));
    assertThat(state.history())
        .extracting(Event::act)
        .containsExactly("start", "advance", "advance", "done");
  }

  /// A stage counts from when machines could see it, not from when somebody decided it.
  @Test
  void aStageThatWasPublishedLateBakesLater() {
    RolloutState decided = rules.start(RELEASE, plan(), List.of(), "operator:anna");
    pass(Duration.ofHours(5));
    RolloutState state = decided.published(now);
    assertThat(rules.step(state, Verdict.NONE, UNASKED, "server")).isEmpty();
    pass(Duration.ofMinutes(30));
    assertThat(rules.step(state, Verdict.NONE, UNASKED, "server")).isPresent();
  }

  @Test
  void howeverLateAStepComesItIsOneStage() {
    RolloutState state = begun();
    pass(Duration.ofDays(9));
    state = step(state, verdict(10, 0));
    assertThat(state.stage()).isEqualTo(2);
    assertThat(rules.step(state, verdict(10, 0), UNASKED, "server")).isEmpty();
  }

  @Test
  void aClockThatWentBackOnlyDelays() {
    RolloutState state = begun();
    pass(Duration.ofDays(-3));
    assertThat(rules.step(state, verdict(10, 0), UNASKED, "server")).isEmpty();
    assertThat(Waits.of(state, verdict(10, 0), now).orElseThrow().until())
        .contains(NOON.plus(Duration.ofMinutes(30)));
  }

  @Test
  void itHaltsWhenMoreThanTheThresholdIsHurtAndNotBefore() {
    RolloutState state = begun();
    assertThat(rules.step(state, verdict(98, 2), UNASKED, "server")).isEmpty(); // exactly 2 %
    RolloutState halted = step(state, verdict(97, 3));

    assertTakes(halted, 100, Pace.HALTED);
    assertThat(halted.phase()).isEqualTo(Phase.HALTED);
    assertThat(halted.why()).contains("3 failed of 100 machines").contains("2 %");
    assertThat(halted.hurt()).extracting(Hurt::machine).containsExactly("web-1");
    pass(Duration.ofDays(30));
    assertThat(rules.step(halted, verdict(100, 0), UNASKED, "server")).isEmpty();
  }

  @Test
  void aStageThatBakedAndHurtsIsHaltedAndNotLeft() {
    RolloutState state = begun();
    pass(Duration.ofDays(1));
    assertThat(step(state, verdict(1, 1)).phase()).isEqualTo(Phase.HALTED);
  }

  @Test
  void theLastStageHaltsTooUntilItHasBaked() throws IOException {
    RolloutState last = inStage(3);
    assertTakes(last, 10_000, Pace.RUNNING);
    assertThat(step(last, verdict(9, 1)).statement().pace()).isEqualTo(Pace.HALTED);
    pass(Duration.ofMinutes(30));
    RolloutState done = step(last, verdict(99, 1));
    assertThat(rules.step(done, verdict(0, 100), UNASKED, "server")).isEmpty();
  }

  @Test
  void aBakedStageWaitsForHalfOfItsMachines() {
    RolloutState state = begun();
    pass(Duration.ofHours(1));
    Verdict few = new Verdict(Map.of(Fate.TOOK, 4, Fate.AWAITED, 5), List.of());
    assertThat(rules.step(state, few, UNASKED, "server")).isEmpty();
    assertThat(Waits.of(state, few, now).orElseThrow().forWhat())
        .contains("half of the 9 machines");
    Verdict half = new Verdict(Map.of(Fate.TOOK, 5, Fate.AWAITED, 5, Fate.OFF, 90), List.of());
    assertThat(rules.step(state, half, UNASKED, "server")).isPresent();
  }

  @Test
  void whereNothingBakesNothingIsWaitedFor() {
    List<Stage> hasty =
        List.of(
            new Stage(100, List.of(), Duration.ZERO), new Stage(10_000, List.of(), Duration.ZERO));
    RolloutPlan plan =
        new RolloutPlan(
            hasty, "", 200, NOON, List.of(), RolloutPlan.Mode.BY_ITSELF, Optional.empty());
    RolloutState state = rules.start(RELEASE, plan, List.of(), "operator:anna").published(now);
    Verdict unheard = new Verdict(Map.of(Fate.AWAITED, 5), List.of());
    state = step(state, unheard);
    assertTakes(state, 10_000, Pace.RUNNING);
    assertThat(step(state, unheard).phase()).isEqualTo(Phase.DONE);
  }

  @Test
  void itBeginsAtItsTimeAndNotBefore() {
    RolloutState state = scheduled();
    assertTakes(state, 0, Pace.RUNNING);
    pass(Duration.ofHours(3).minusNanos(1));
    assertThat(rules.step(state, Verdict.NONE, UNASKED, "server")).isEmpty();
    pass(Duration.ofNanos(1));
    RolloutState first = step(state, Verdict.NONE);
    assertTakes(first, 100, Pace.RUNNING);
    assertThat(first.reached()).containsExactly(now);
  }

  @Test
  void itBeginsAndGoesOnOnlyInItsWindows() {
    now = NOON.plus(Duration.ofHours(4)); // Friday 16:00
    Window window = Window.parse("Mon-Fri 09:00-15:30 UTC");
    RolloutPlan plan = plan(NOON, List.of(window), RolloutPlan.Mode.BY_ITSELF);
    RolloutState state = rules.start(RELEASE, plan, List.of(), "operator:anna").published(now);
    assertThat(state.phase()).isEqualTo(Phase.SCHEDULED);
    now = Instant.parse("2026-11-30T08:59:59Z");
    assertThat(rules.step(state, Verdict.NONE, UNASKED, "server")).isEmpty();
    assertThat(Waits.of(state, Verdict.NONE, now).orElseThrow().until())
        .contains(Instant.parse("2026-11-30T09:00:00Z"));
    now = Instant.parse("2026-11-30T15:10:00Z");
    state = step(state, Verdict.NONE);
    pass(Duration.ofMinutes(30));
    assertThat(rules.step(state, Verdict.NONE, UNASKED, "server")).isEmpty();
    assertThat(Waits.of(state, Verdict.NONE, now).orElseThrow().forWhat()).isEqualTo("a window");
    now = Instant.parse("2026-12-01T09:00:00Z");
    assertThat(step(state, Verdict.NONE).stage()).isEqualTo(2);
  }

  /// Its time came while no server ran; what opens next is another window.
  @Test
  void aWindowThatWasMissedIsMissed() {
    Window window = Window.parse("Mon-Fri 09:00-15:30 UTC");
    RolloutPlan plan =
        plan(NOON.plus(Duration.ofHours(1)), List.of(window), RolloutPlan.Mode.BY_ITSELF);
    RolloutState state = rules.start(RELEASE, plan, List.of(), "operator:anna").published(now);
    now = Instant.parse("2026-11-28T12:00:00Z");
    assertThat(rules.step(state, Verdict.NONE, UNASKED, "server")).isEmpty();
  }

  @Test
  void byHandNothingMovesItButAHandAndHarmStillHaltsIt() throws IOException {
    RolloutPlan plan = plan(NOON, List.of(), RolloutPlan.Mode.BY_HAND);
    RolloutState state = rules.start(RELEASE, plan, List.of(), "operator:anna").published(now);
    pass(Duration.ofDays(3));
    assertThat(rules.step(state, verdict(10, 0), UNASKED, "server")).isEmpty();
    assertThat(rules.advance(state, "operator:anna").stage()).isEqualTo(2);
    assertThat(step(state, verdict(0, 10)).phase()).isEqualTo(Phase.HALTED);
  }

  @Test
  void aHandGoesOnWhateverHasBakedAndEndsTheLastStage() throws IOException {
    RolloutState state = inStage(3);
    assertThat(state.stage()).isEqualTo(3);
    assertThat(rules.advance(state, "operator:anna").phase()).isEqualTo(Phase.DONE);
    assertThat(rules.advance(scheduled(), "operator:anna").stage()).isOne();
  }

  @Test
  void aHaltKeepsTheStageAndAResumeBakesItAnew() throws IOException {
    RolloutState halted = halted();
    assertTakes(halted, 1000, Pace.HALTED);
    pass(Duration.ofHours(2));
    RolloutState resumed =
        rules.resume(halted, "operator:anna", OptionalInt.empty()).published(now);

    assertTakes(resumed, 1000, Pace.RUNNING);
    assertThat(resumed.reached()).containsExactly(NOON, now);
    assertThat(resumed.why()).isEmpty();
    pass(Duration.ofMinutes(29));
    assertThat(rules.step(resumed, verdict(10, 0), UNASKED, "server")).isEmpty();
    pass(Duration.ofMinutes(1));
    assertThat(step(resumed, verdict(10, 0)).stage()).isEqualTo(3);
  }

  @Test
  void aResumeMayBringAnotherThreshold() throws IOException {
    RolloutState resumed =
        rules.resume(halted(), "operator:anna", OptionalInt.of(1000)).published(now);
    assertThat(rules.step(resumed, verdict(95, 5), UNASKED, "server")).isEmpty();
    assertThat(rules.step(resumed, verdict(80, 20), UNASKED, "server")).isPresent();
  }

  @Test
  void whatIsHaltedBeforeItBeganIsScheduledAgain() throws IOException {
    RolloutState halted = rules.halt(scheduled(), "operator:olaf", "").published(now);
    assertTakes(halted, 0, Pace.HALTED);
    RolloutState resumed =
        rules.resume(halted, "operator:anna", OptionalInt.empty()).published(now);
    assertThat(resumed.phase()).isEqualTo(Phase.SCHEDULED);
    pass(Duration.ofHours(3));
    assertThat(step(resumed, Verdict.NONE).stage()).isOne();
  }

  @Test
  void anAbortSendsEveryoneBackFromAnywhereAndIsTheEnd() throws IOException {
    Map<String, RolloutState> all = everywhere();
    all.remove("aborted");
    for (RolloutState state : all.values()) {
      RolloutState aborted =
          rules.abort(state, "operator:olaf", "sessions are lost", Pull.USUAL).published(now);
      assertTakes(aborted, 0, Pace.RUNNING);
      assertThat(aborted.statement().isEveryoneOnOld()).isTrue();
      pass(Duration.ofDays(8));
      assertThat(rules.step(aborted, verdict(10, 0), UNASKED, "server")).isEmpty();
      assertThat(Waits.of(aborted, Verdict.NONE, now)).isEmpty();
    }
  }

  private Map<String, RolloutState> everywhere() throws IOException {
    Map<String, RolloutState> all = new LinkedHashMap<>();
    all.put("scheduled", scheduled());
    all.put("running", inStage(1));
    all.put("last", inStage(3));
    all.put("halted", halted());
    all.put("done", rules.advance(inStage(3), "operator:anna").published(now));
    all.put("aborted", rules.abort(inStage(2), "operator:olaf", "", Pull.USUAL).published(now));
    return all;
  }

  private interface Act {
    RolloutState of(RolloutState state) throws IOException;
  }

  private String allowed(Act act) throws IOException {
    List<String> allowed = new ArrayList<>();
    for (Map.Entry<String, RolloutState> each : everywhere().entrySet()) {
      try {
        var _ = act.of(each.getValue());
        allowed.add(each.getKey());
      } catch (ProblemException refused) {
        assertThat(refused.problem().code()).isEqualTo("E-ROLLOUT");
        assertThat(refused.problem().next()).isNotEmpty();
      }
    }
    return String.join(" ", allowed);
  }

  @Test
  void everyActIsRefusedWhereItMakesNoSense() throws IOException {
    assertThat(allowed(state -> rules.advance(state, "me"))).isEqualTo("scheduled running last");
    assertThat(allowed(state -> rules.halt(state, "me", ""))).isEqualTo("scheduled running last");
    assertThat(allowed(state -> rules.resume(state, "me", OptionalInt.empty())))
        .isEqualTo("halted");
    assertThat(allowed(state -> rules.abort(state, "me", "", Pull.USUAL)))
        .isEqualTo("scheduled running last halted done");
    assertThat(allowed(state -> rules.abort(state, "me", "", Pull.URGENT)))
        .isEqualTo("scheduled running last halted done aborted");
  }

  @Test
  void groupsAreReachedInEveryStage() {
    List<Stage> stages = new ArrayList<>(stages(List.of("canary"), 0, 100, 10_000));
    RolloutPlan plan =
        new RolloutPlan(
            stages, "spring", 200, NOON, List.of(), RolloutPlan.Mode.BY_ITSELF, Optional.empty());
    RolloutState state = rules.start(RELEASE, plan, List.of(), "operator:anna").published(now);
    assertThat(state.statement().groups()).containsExactly("canary");
    assertTakes(state, 0, Pace.RUNNING);
    pass(Duration.ofMinutes(30));
    state = step(state, Verdict.NONE);
    assertThat(state.statement().groups()).containsExactly("canary");
    assertThat(state.statement().salt()).isEqualTo("spring");
    assertTakes(state, 100, Pace.RUNNING);
  }

  @Test
  void aPlanThatReachesNoMoreOrNotAllIsRefused() {
    for (List<Stage> stages :
        List.of(
            List.<Stage>of(),
            stages(List.of(), 100),
            stages(List.of(), 1000, 1000, 10_000),
            stages(List.of(), 1000, 100, 10_000),
            List.of(
                new Stage(100, List.of("canary"), Duration.ZERO),
                new Stage(200, List.of(), Duration.ZERO),
                new Stage(10_000, List.of(), Duration.ZERO)))) {
      assertThatThrownBy(() ->
              new RolloutPlan(
                  stages, "", 200, NOON, List.of(), RolloutPlan.Mode.BY_ITSELF, Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Stage(0, List.of(), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// Whatever people do and whatever happens: what is published never reaches more than its stage, no stage is left out, none
  /// is shorter than its bake time unless a hand was there, and what is over stays over.
  @Test
  void noRandomLifeBreaksTheRules() {
    long seed = Long.getLong("lockstep.seed", 20261128L);
    Random random = new Random(seed);
    int over = 0;
    for (int life = 0; life < 2000; life++) {
      over += live(random, "seed %d, life %d".formatted(seed, life)) ? 1 : 0;
    }
    assertThat(over).isGreaterThan(500);
  }

  private boolean live(Random random, String name) {
    now = NOON;
    RolloutState state = begun();
    for (int i = 0; i < 40; i++) {
      pass(Duration.ofMinutes(random.nextInt(40)));
      RolloutState before = state;
      boolean byHand = random.nextInt(4) == 0;
      state = byHand ? poked(before, random) : stepped(before, random);
      if (state.stage() > before.stage()) {
        assertThat(state.stage()).as(name).isEqualTo(before.stage() + 1);
        Instant baked = before.reached().getLast().plus(Duration.ofMinutes(30));
        assertThat(byHand || !now.isBefore(baked)).as(name).isTrue();
      }
      int may = state.stage() == 0 ? 0 : state.plan().stage(state.stage()).below();
      assertThat(state.statement().currentBelow()).as(name).isLessThanOrEqualTo(may);
      if (before.phase() == Phase.ABORTED) {
        assertThat(state.phase()).as(name).isEqualTo(Phase.ABORTED);
      }
    }
    return state.phase().isOver();
  }

  private RolloutState stepped(RolloutState state, Random random) {
    Verdict verdict = verdict(random.nextInt(100), random.nextInt(3));
    return rules.step(state, verdict, UNASKED, "server").orElse(state).published(now);
  }

  private RolloutState poked(RolloutState state, Random random) {
    try {
      RolloutState next =
          switch (random.nextInt(6)) {
            case 0, 1 -> rules.advance(state, "operator:anna");
            case 2 -> rules.halt(state, "operator:anna", "");
            case 3, 4 -> rules.resume(state, "operator:anna", OptionalInt.empty());
            default -> rules.abort(state, "operator:anna", "", Pull.USUAL);
          };
      return next.published(now);
    } catch (ProblemException refused) {
      return state;
    }
  }
}
