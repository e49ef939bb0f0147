package lockstep.images.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import lockstep.images.ContentHash;
import lockstep.images.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// docs/threats.md M18, M19: who else may speak for a path.
class DelegationTest {
  private static final byte[] CONTENT = {1};

  @TempDir Path directory;
  private final RepositorySimulator repository = new RepositorySimulator();
  private Machine machine;

  @BeforeEach
  void aMachineWithARoot() throws IOException {
    machine = new Machine(Files.createDirectory(directory.resolve("state")), repository);
  }

  @Test
  void theRolloutRoleIsAskedOnlyWhenItsTargetIsWanted() throws IOException {
    SimulatedRole rollout = role("rollout", "rollout.json");
    repository.targets.delegate(rollout, "rollout.json");
    repository.publishTargets();

    machine.refresh();
    assertThat(repository.requests).doesNotContain("1.rollout.json");
    assertThat(machine.client().hasSeen("rollout")).isFalse();

    repository.requests.clear();
    assertThat(machine.find("rollout.json")).isPresent();
    assertThat(repository.requests)
        .containsExactly("2.root.json", "timestamp.json", "1.rollout.json");
    assertThat(machine.client().hasSeen("rollout")).isTrue();

    repository.requests.clear();
    assertThat(machine.find("rollout.json")).isPresent();
    assertThat(repository.requests).containsExactly("2.root.json", "timestamp.json");
  }

  @Test
  void aRoleSpeaksOnlyForItsPaths() throws IOException {
    SimulatedRole rollout = role("rollout", "images/x.manifest");
    repository.targets.delegate(rollout, "rollout.json");
    repository.publishTargets();

    assertThat(machine.find("images/x.manifest")).isEmpty();
  }

  @Test
  void aDelegatedRoleThatExpiredIsRefusedAlsoFromDisk() throws IOException {
    SimulatedRole rollout = new SimulatedRole("rollout", repository.now.plusSeconds(60));
    rollout.targets.put("rollout.json", RepositorySimulator.target(CONTENT, Json.Object.EMPTY));
    repository.publish(rollout);
    repository.targets.delegate(rollout, "rollout.json");
    repository.publishTargets();
    assertThat(machine.find("rollout.json")).isPresent();

    repository.now = repository.now.plusSeconds(60);

    Machine.assertRefused(Refusal.FREEZE, () -> machine.find("rollout.json"));
    machine.refresh();
  }

  @Test
  void aDelegatedRoleOfOtherKeysIsRefused() throws IOException {
    SimulatedRole rollout = role("rollout", "rollout.json");
    repository.targets.delegations.add(
        new SimulatedRole.Delegated(
            rollout, List.of(SimulatedKey.ed25519()), List.of("rollout.json"), json -> json));
    repository.publishTargets();

    Machine.assertRefused(Refusal.SIGNATURE, () -> machine.find("rollout.json"));
  }

  @Test
  void aDelegatedRoleTheSnapshotDoesNotListIsRefused() throws IOException {
    SimulatedRole rollout = role("rollout", "rollout.json");
    repository.targets.delegate(rollout, "rollout.json");
    repository.listed.remove("rollout.json");
    repository.publishTargets();

    Machine.assertRefused(Refusal.MISMATCH, () -> machine.find("rollout.json"));
  }

  @Test
  void rolesAreAskedDepthFirstInTheirOrder() throws IOException {
    SimulatedRole a = role("a", "none");
    SimulatedRole b = role("b", "none");
    SimulatedRole c = role("c", "x");
    a.delegate(c, "x");
    repository.publish(a);
    repository.targets.delegate(a, "x");
    repository.targets.delegate(b, "x");
    repository.publishTargets();

    assertThat(machine.find("x")).isPresent();
    assertThat(repository.requests).endsWith("2.a.json", "1.c.json").doesNotContain("1.b.json");
  }

  @Test
  void afterATerminatingDelegationNobodyIsAsked() throws IOException {
    SimulatedRole a = role("a", "none");
    SimulatedRole b = role("b", "x");
    repository.targets.delegateTerminating(a, "x");
    repository.targets.delegate(b, "x");
    repository.publishTargets();
    assertThat(machine.find("x")).isEmpty();

    repository.targets.delegations.clear();
    repository.targets.delegate(a, "x");
    repository.targets.delegate(b, "x");
    repository.publishTargets();
    assertThat(machine.find("x")).isPresent();
  }

  @Test
  void aTerminatingDelegationFurtherDownEndsTheWholeSearch() throws IOException {
    SimulatedRole a = role("a", "none");
    SimulatedRole b = role("b", "x");
    a.delegateTerminating(role("c", "none"), "x");
    repository.publish(a);
    repository.targets.delegate(a, "x");
    repository.targets.delegate(b, "x");
    repository.publishTargets();

    assertThat(machine.find("x")).isEmpty();
    assertThat(repository.requests).contains("1.c.json").doesNotContain("1.b.json");
  }

  @Test
  void aTerminatingDelegationForOtherPathsStopsNothing() throws IOException {
    SimulatedRole a = role("a", "none");
    SimulatedRole b = role("b", "x");
    repository.targets.delegateTerminating(a, "y");
    repository.targets.delegate(b, "x");
    repository.publishTargets();

    assertThat(machine.find("x")).isPresent();
  }

  @Test
  void aCycleOfDelegationsEnds() throws IOException {
    SimulatedRole a = role("a", "none");
    SimulatedRole b = role("b", "none");
    a.delegate(b, "*");
    b.delegate(a, "*");
    repository.publish(a);
    repository.publish(b);
    repository.targets.delegate(a, "*");
    repository.publishTargets();

    assertThat(machine.find("x")).isEmpty();
  }

  @Test
  void tenThousandDelegationsAreCutShort() throws IOException {
    SimulatedRole last = role("last", "x");
    for (int i = 0; i < DelegationSearch.MAX_ROLES; i++) {
      repository.targets.delegate(role("r" + i, "none"), "*");
    }
    repository.publishTargets();
    assertThat(machine.find("x")).isEmpty();

    repository.targets.delegate(last, "*");
    repository.publishTargets();
    Machine.assertRefused(Refusal.LIMIT, () -> machine.find("x"));
  }

  @Test
  void aRoleAcceptedUnderOneDelegatorIsVerifiedAgainUnderAnother() throws IOException {
    SimulatedRole shared = role("shared", "one");
    shared.targets.put("two", RepositorySimulator.target(CONTENT, Json.Object.EMPTY));
    repository.publish(shared);
    SimulatedRole other = role("other", "none");
    other.delegations.add(
        new SimulatedRole.Delegated(
            shared, List.of(SimulatedKey.ed25519()), List.of("two"), json -> json));
    repository.publish(other);
    repository.targets.delegate(shared, "one");
    repository.targets.delegate(other, "two");
    repository.publishTargets();
    TrustClient client = machine.client();
    TrustedMetadata trusted = client.refresh();

    assertThat(client.find(trusted, "one")).isPresent();
    Machine.assertRefused(Refusal.SIGNATURE, () -> client.find(trusted, "two"));
  }

  @Test
  void namesAreQuotedButForLettersDigitsAndFourSigns() {
    assertThat(Naming.quoted("azAZ09-._~")).isEqualTo("azAZ09-._~");
    assertThat(Naming.quoted("`{@[/:")).isEqualTo("%60%7B%40%5B%2F%3A");
  }

  @Test
  void oddRoleNamesStayInsideTheStateDirectory() throws IOException {
    for (String name :
        List.of("../x", "/x", "a/b", "?", "#", "%2e", ".", "..", "\0", "ü", "x".repeat(4096))) {
      repository.targets.delegations.clear();
      repository.targets.delegate(role(name, "t"), "t");
      repository.publishTargets();

      assertThat(machine.find("t")).as(name).isPresent();
      assertThat(machine.client().hasSeen(name)).isTrue();
      assertThat(repository.requests.getLast()).isEqualTo("1." + Naming.quoted(name) + ".json");
    }
    try (Stream<Path> outside = Files.list(directory)) {
      assertThat(outside).containsExactly(directory.resolve("state"));
    }
    try (Stream<Path> inside = Files.list(directory.resolve("state"))) {
      assertThat(inside).allMatch(Files::isRegularFile).hasSize(5 + 11);
    }
  }

  @Test
  void oddTargetNamesHaveHarmlessPlaces() throws IOException {
    for (String path : List.of("../x", "/x", "a/../../x", ".", "a?b#c", "\0", "x".repeat(4096))) {
      repository.add(path, CONTENT, Json.Object.EMPTY);
    }
    repository.publishTargets();

    for (TargetFile target : machine.refresh().targets()) {
      String hash = ContentHash.of(CONTENT).toString();
      assertThat(target.storedPath()).contains(hash + ".").doesNotContain("../", "?", "#", "\0");
    }
    assertThat(machine.refresh().find("../x").orElseThrow().storedPath())
        .isEqualTo("%2E%2E/" + ContentHash.of(CONTENT) + ".x");
  }

  @Test
  void aDelegatedRoleCannotTakeTheNameOfATopLevelOne() throws IOException {
    for (String name : new String[] {"root", "timestamp", "snapshot", "targets", ""}) {
      repository.targets.delegations.clear();
      repository.targets.delegate(new SimulatedRole(name, repository.later), "*");
      repository.publishTargets();
      machine.refuses(Refusal.METADATA, "timestamp.json", "snapshot.json");
    }
  }

  @Test
  void hashPrefixesSpeakForPathsToo() throws IOException {
    SimulatedRole bin = role("bin", "x");
    String hash = ContentHash.of(new byte[] {'x'}).toString();
    for (String prefix : new String[] {hash.substring(0, 2), "!" + hash}) {
      repository.targets.delegations.clear();
      repository.targets.delegations.add(
          new SimulatedRole.Delegated(
              bin,
              bin.trusted,
              List.of(),
              json ->
                  SimulatedRole.with(
                      SimulatedRole.without(json, "paths"),
                      "path_hash_prefixes",
                      Json.texts(List.of(prefix)))));
      repository.publishTargets();
      assertThat(machine.find("x").isPresent()).isEqualTo(!prefix.startsWith("!"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a/b, true",
    "a/*, a/b, true",
    "a/*, a/b/c, false",
    "*, a/b, false",
    "a/?, a/bc, false",
    "a/??, a/bc, true",
    "*.manifest, x.manifest, true",
    "*.manifest, x.manifesto, false",
    "a*b*c, a-b-b-c, true",
    "a*b*c, a-c-b, false",
    "*, '', true",
    "?, '', false",
    "**, x, true",
    "[a], a, false"
  })
  void patternsDoNotCrossSlashes(String pattern, String path, boolean covered) throws IOException {
    Delegation delegation =
        Delegation.of(
            Json.object()
                .put("name", "r")
                .put("keyids", Json.texts(List.of()))
                .put("threshold", 1)
                .put("paths", Json.texts(List.of(pattern)))
                .put("terminating", false)
                .build(),
            Json.Object.EMPTY);

    assertThat(delegation.covers(path)).isEqualTo(covered);
  }

  /// A published role with one target.
  private SimulatedRole role(String name, String path) {
    SimulatedRole role = new SimulatedRole(name, repository.later);
    role.targets.put(path, RepositorySimulator.target(CONTENT, Json.Object.EMPTY));
    repository.publish(role);
    return role;
  }
}
