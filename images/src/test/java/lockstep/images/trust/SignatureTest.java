package lockstep.images.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import lockstep.images.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// docs/threats.md M10, M11, M17: what counts as signed.
class SignatureTest {
  @TempDir Path directory;
  private final RepositorySimulator repository = new RepositorySimulator();
  private Machine machine;

  @BeforeEach
  void aMachineWithARoot() throws IOException {
    machine = new Machine(directory, repository);
  }

  @Test
  void aThresholdOfDifferentKeysIsEnoughAndOneLessIsNot() throws IOException {
    repository.targets.newKeys(3);
    repository.targets.threshold = 2;
    repository.publishRoot();
    repository.targets.signers.removeFirst();
    repository.publishTargets();
    assertThat(machine.refresh().targetsVersion()).isEqualTo(2);

    repository.targets.signers.removeFirst();
    repository.publishTargets();
    machine.refuses(Refusal.SIGNATURE, "timestamp.json", "snapshot.json");
  }

  @Test
  void oneKeyUnderTwoKeyIdsIsOneSigner() throws IOException {
    SimulatedKey key = SimulatedKey.ed25519();
    repository.timestamp.newKeys(0);
    repository.timestamp.addKey(key);
    repository.timestamp.addKey(key.alias("another"));
    repository.timestamp.threshold = 2;
    repository.publishRoot();
    repository.publishTimestamp();
    machine.refuses(Refusal.SIGNATURE, "root.json");

    repository.timestamp.addKey(SimulatedKey.ed25519());
    repository.publishRoot();
    repository.publishTimestamp();
    machine.refresh();
  }

  @Test
  void oneKeyWrittenInTwoWaysIsOneSigner() throws IOException {
    SimulatedKey key = SimulatedKey.ed25519();
    Json.Object upper =
        SimulatedRole.with(
            key.publicForm(),
            "keyval",
            Json.object()
                .put(
                    "public",
                    key.publicForm().object("keyval").text("public").toUpperCase(Locale.ROOT))
                .build());
    repository.timestamp.newKeys(0);
    repository.timestamp.addKey(key);
    repository.timestamp.addKey(key.alias("another").described(upper));
    repository.timestamp.threshold = 2;
    repository.publishRoot();
    repository.publishTimestamp();

    machine.refuses(Refusal.SIGNATURE, "root.json");
  }

  @Test
  void aKeyIdThatSignsTwiceIsRefused() throws IOException {
    repository.timestamp.signers.add(repository.timestamp.signers.getFirst());
    repository.publishTimestamp();

    machine.refuses(Refusal.METADATA);
  }

  @Test
  void aKeyIdThatStandsTwiceInARoleIsRefused() throws IOException {
    repository.timestamp.trusted.add(repository.timestamp.trusted.getFirst());
    repository.publishRoot();

    machine.refuses(Refusal.METADATA);
  }

  @Test
  void aThresholdOfZeroIsRefused() throws IOException {
    repository.timestamp.threshold = 0;
    repository.publishRoot();
    machine.refuses(Refusal.METADATA);

    repository.root.version = 1;
    repository.timestamp.threshold = 1;
    repository.publishRoot();
    machine.refresh();
  }

  @Test
  void garbageBesideEnoughSignaturesIsIgnored() throws IOException {
    Envelopes timestamp = new Envelopes(repository.file("timestamp.json"));
    List<Json> signatures = new ArrayList<>(timestamp.signatures());
    signatures.add(Json.object().put("keyid", "a").put("sig", "not hex").build());
    signatures.add(Json.object().put("keyid", "b").put("sig", "").build());
    signatures.add(Json.object().put("keyid", "c").put("sig", "00").put("more", 1).build());
    Collections.reverse(signatures);
    repository.files.put(
        "timestamp.json", RepositorySimulator.envelope(timestamp.signed(), signatures));

    machine.refresh();
  }

  @Test
  void aWrongSignatureOfATrustedKeyBesideEnoughOthersIsIgnored() throws IOException {
    repository.timestamp.addKey(SimulatedKey.ed25519());
    repository.publishRoot();
    repository.publishTimestamp();
    Envelopes timestamp = new Envelopes(repository.file("timestamp.json"));
    Json.Object wrong =
        SimulatedRole.with((Json.Object) timestamp.signatures().getFirst(), "sig", "00".repeat(64));
    repository.files.put(
        "timestamp.json",
        RepositorySimulator.envelope(
            timestamp.signed(), List.of(wrong, timestamp.signatures().getLast())));
    machine.refresh();

    repository.files.put(
        "timestamp.json", RepositorySimulator.envelope(timestamp.signed(), List.of(wrong)));
    machine.refuses(Refusal.SIGNATURE);
  }

  @Test
  void aKeyOfAnUnknownTypeIsIgnoredBesideEnoughOthers() throws IOException {
    SimulatedKey key = SimulatedKey.ed25519();
    repository.timestamp.addKey(
        key.described(SimulatedRole.with(key.publicForm(), "scheme", "sphincs+-9000")));
    repository.publishRoot();
    repository.publishTimestamp();
    machine.refresh();

    repository.timestamp.threshold = 2;
    repository.publishRoot();
    repository.publishTimestamp();
    machine.refuses(Refusal.SIGNATURE, "root.json");
  }

  @Test
  void ecdsaAndRsaSignaturesAreVerified() throws IOException {
    repository.timestamp.newKeys(0);
    repository.timestamp.addKey(SimulatedKey.ecdsa());
    repository.timestamp.addKey(SimulatedKey.rsa(2048));
    repository.timestamp.threshold = 2;
    repository.publishRoot();
    repository.publishTimestamp();
    machine.refresh();

    List<SimulatedKey> signers = repository.timestamp.signers;
    repository.timestamp.signers.set(0, SimulatedKey.ecdsa().alias(signers.getFirst().keyId()));
    repository.publishTimestamp();
    machine.refuses(Refusal.SIGNATURE);
  }

  @Test
  void aKeyCalledByAnotherTypeVerifiesNothing() throws IOException {
    SimulatedKey key = SimulatedKey.ecdsa();
    repository.timestamp.newKeys(0);
    repository.timestamp.addKey(
        key.described(SimulatedRole.with(key.publicForm(), "keytype", "rsa")));
    repository.timestamp.threshold = 1;
    repository.publishRoot();
    repository.publishTimestamp();

    machine.refuses(Refusal.SIGNATURE, "root.json");
  }

  @Test
  void anRsaKeyThatCanBeBrokenVerifiesNothing() throws IOException {
    repository.timestamp.newKeys(0);
    repository.timestamp.addKey(SimulatedKey.rsa(1024));
    repository.timestamp.threshold = 1;
    repository.publishRoot();
    repository.publishTimestamp();

    machine.refuses(Refusal.SIGNATURE, "root.json");
  }

  @Test
  void unknownFieldsAreKeptInWhatIsVerifiedAndOtherwiseIgnored() throws IOException {
    repository.timestamp.edit = json -> SimulatedRole.with(json, "x-later", "\ud83d\ude00 \n");
    repository.publishTimestamp();
    machine.refresh();

    Envelopes timestamp = new Envelopes(repository.file("timestamp.json"));
    repository.files.put(
        "timestamp.json",
        RepositorySimulator.envelope(
            SimulatedRole.without(timestamp.signed(), "x-later"), timestamp.signatures()));
    machine.refuses(Refusal.SIGNATURE);
  }

  @Test
  void keysOfAnotherRoleDoNotCount() throws IOException {
    repository.snapshot.signers.set(0, repository.timestamp.signers.getFirst());
    repository.publishSnapshot();

    machine.refuses(Refusal.SIGNATURE, "timestamp.json");
  }

  @Test
  void allKeysOfTheServerTogetherSignNoNewContent() throws IOException {
    machine.refresh();
    List<SimulatedKey> release = List.copyOf(repository.targets.signers);
    repository.targets.signers.clear();
    repository.targets.signers.addAll(repository.timestamp.signers);
    repository.targets.signers.addAll(repository.snapshot.signers);
    repository.publishTargets();
    machine.refuses(Refusal.SIGNATURE, "timestamp.json", "snapshot.json");

    repository.targets.signers.addAll(release);
    repository.publishTargets();
    assertThat(machine.refresh().targetsVersion()).isEqualTo(3);
  }
}
