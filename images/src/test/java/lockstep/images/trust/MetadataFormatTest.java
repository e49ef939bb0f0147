package lockstep.images.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import lockstep.images.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// docs/threats.md M7, M16: signed or not, what is no metadata is refused.
class MetadataFormatTest {
  @TempDir Path directory;
  private final RepositorySimulator repository = new RepositorySimulator();
  private Machine machine;

  @BeforeEach
  void aMachineWithARoot() throws IOException {
    machine = new Machine(directory, repository);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>Please log in</html>",
        "[]",
        "{}",
        "{\"signed\":{},\"signatures\":[]}",
        "{\"signed\":[],\"signatures\":[]}",
        "{\"signed\":{\"_type\":\"timestamp\"},\"signatures\":{}}"
      })
  void whatIsNoMetadataIsRefused(String content) throws IOException {
    repository.files.put("timestamp.json", content.getBytes(StandardCharsets.UTF_8));

    machine.refuses(Refusal.METADATA);
  }

  @Test
  void trailingBytesAndAByteOrderMarkAreRefused() throws IOException {
    String right = new String(repository.file("timestamp.json"), StandardCharsets.UTF_8);
    for (String wrong : new String[] {right + "x", "\ufeff" + right, right + "\0"}) {
      repository.files.put("timestamp.json", wrong.getBytes(StandardCharsets.UTF_8));
      machine.refuses(Refusal.METADATA);
    }

    repository.files.put("timestamp.json", (right + "\n").getBytes(StandardCharsets.UTF_8));
    machine.refresh();
  }

  /// What readers disagree about, or choke on, is none of ours: each beside the file it was made of.
  @Test
  void whatIsNoStrictJsonIsRefused() throws IOException {
    String right = new String(repository.file("timestamp.json"), StandardCharsets.UTF_8);
    String begin = "{\"signatures\":";
    assertThat(right).startsWith(begin);
    for (String more :
        new String[] {
          "\"x\":1.0,",
          "\"x\":1e3,",
          "\"x\":NaN,",
          "\"x\":\"\\ud800\",",
          "\"x\":1,\"x\":1,",
          "\"signed\":{},",
          "\"x\":" + "[".repeat(7000) + "]".repeat(7000) + ",",
          "\"x\":" + "{\"a\":".repeat(2000),
        }) {
      String wrong = "{" + more + right.substring(1);
      repository.files.put("timestamp.json", wrong.getBytes(StandardCharsets.UTF_8));
      machine.refuses(Refusal.METADATA);
    }

    String odd = "{\"x\":[[[10]]]," + right.substring(1);
    repository.files.put("timestamp.json", odd.getBytes(StandardCharsets.UTF_8));
    machine.refresh();
  }

  @Test
  void aFileOfAnotherRoleIsRefused() throws IOException {
    refused(json -> SimulatedRole.with(json, "_type", "snapshot"));
  }

  @Test
  void anotherMajorVersionOfTheSpecificationIsRefusedAndAnotherMinorIsNot() throws IOException {
    for (String version : new String[] {"2.0.0", "0.9.0", "1", "1.x", "10.0.0", ""}) {
      refused(json -> SimulatedRole.with(json, "spec_version", version));
    }
    accepted(json -> SimulatedRole.with(json, "spec_version", "1.99.7"));
    accepted(json -> SimulatedRole.with(json, "spec_version", "1.0"));
  }

  @Test
  void versionsAreWholeAndWithin32Bits() throws IOException {
    for (long version : new long[] {0, -1, Envelope.MAX_VERSION + 1, Long.MAX_VALUE}) {
      refused(json -> SimulatedRole.with(json, "version", version));
    }
    refused(json -> SimulatedRole.with(json, "version", "2"));
    accepted(json -> SimulatedRole.with(json, "version", Envelope.MAX_VERSION));
  }

  @Test
  void anExpiryIsATimeInUtcToTheSecond() throws IOException {
    for (String expires :
        new String[] {
          "2030-01-01",
          "2030-13-01T00:00:00Z",
          "2030-02-30T00:00:00Z",
          "2030-01-01T00:00:00",
          "2030-01-01T00:00:00+00:00",
          "2030-01-01T00:00:00.5Z",
          "2030-01-01t00:00:00Z",
          "+2030-01-01T00:00:0Z",
          "2030-01-01T24:00:00Z",
          "never",
          ""
        }) {
      refused(json -> SimulatedRole.with(json, "expires", expires));
    }
    accepted(json -> SimulatedRole.with(json, "expires", "2032-02-29T23:59:59Z"));
  }

  @Test
  void missingFieldsAreRefused() throws IOException {
    for (String field : new String[] {"_type", "spec_version", "version", "expires", "meta"}) {
      refused(json -> SimulatedRole.without(json, field));
    }
  }

  @Test
  void aTimestampWithoutItsSnapshotIsRefused() throws IOException {
    refused(json -> SimulatedRole.with(json, "meta", Json.Object.EMPTY));
  }

  @Test
  void hashesThatAreNoneOfOursAreRefused() throws IOException {
    refused(json -> namedSnapshot(json, "hashes", Json.Object.EMPTY));
    refused(json -> namedSnapshot(json, "hashes", Json.object().put("md5", "00").build()));
  }

  @Test
  void aLengthThatCannotBeIsRefused() throws IOException {
    refused(json -> namedSnapshot(json, "length", new Json.Whole(0)));
    refused(json -> namedSnapshot(json, "length", new Json.Whole(-1)));
  }

  @Test
  void aRootWithoutOneOfTheRolesIsRefused() throws IOException {
    for (String role : new String[] {"root", "timestamp", "snapshot", "targets"}) {
      repository.root.version = 1;
      repository.root.edit =
          json ->
              SimulatedRole.with(
                  json,
                  "roles",
                  SimulatedRole.without((Json.Object) json.find("roles").orElseThrow(), role));
      repository.publishRoot();
      machine.refuses(Refusal.METADATA);
    }
    repository.root.version = 1;
    repository.root.edit = UnaryOperator.identity();
    repository.publishRoot();
    machine.refresh();
  }

  @Test
  void keysThatAreNoKeysAreRefusedOnlyWhereTheyHaveNotTheForm() throws IOException {
    SimulatedKey key = SimulatedKey.ed25519();
    repository.timestamp.addKey(
        key.described(
            SimulatedRole.with(
                key.publicForm(), "keyval", Json.object().put("public", "zz").build())));
    repository.publishRoot();
    repository.publishTimestamp();

    assertThat(machine.refresh().rootVersion()).isEqualTo(2);
  }

  @Test
  void targetsWithImpossibleFilesAreRefused() throws IOException {
    Json.Object right = RepositorySimulator.target(new byte[1], Json.Object.EMPTY);
    for (Json wrong :
        new Json[] {
          new Json.Null(),
          SimulatedRole.with(right, "length", -1),
          SimulatedRole.without(right, "length"),
          SimulatedRole.without(right, "hashes"),
          SimulatedRole.with(right, "custom", "text")
        }) {
      repository.targets.targets.put("a", wrong);
      repository.publishTargets();
      machine.refuses(Refusal.METADATA, "timestamp.json", "snapshot.json");
    }
    repository.targets.targets.put("a", SimulatedRole.without(right, "custom"));
    repository.publishTargets();
    assertThat(machine.refresh().find("a").orElseThrow().custom()).isEqualTo(Json.Object.EMPTY);
  }

  private static Json.Object namedSnapshot(Json.Object signed, String key, Json value) {
    Json.Object meta = (Json.Object) signed.find("meta").orElseThrow();
    Json.Object named = (Json.Object) meta.find("snapshot.json").orElseThrow();
    return SimulatedRole.with(
        signed,
        "meta",
        SimulatedRole.with(meta, "snapshot.json", SimulatedRole.with(named, key, value)));
  }

  private void refused(UnaryOperator<Json.Object> edit) throws IOException {
    repository.timestamp.edit = edit;
    repository.publishTimestamp();
    machine.refuses(Refusal.METADATA);
  }

  private void accepted(UnaryOperator<Json.Object> edit) throws IOException {
    repository.timestamp.edit = edit;
    repository.publishTimestamp();
    machine.refresh();
  }
}
