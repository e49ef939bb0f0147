package lockstep.server.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;
import lockstep.server.durable.DurableFile;
import org.jspecify.annotations.Nullable;

/// A new root on its way past the root keys, old and new; and, where it changes who signs releases, the targets in force as the
/// new release keys are to sign them. It goes from machine to machine as a file, and holds no secret. Immutable.
public final class KeyChange {
  private static final int MAX_BYTES = 6_000_000;

  private final OpenEnvelope root;
  private final @Nullable OpenEnvelope targets;

  private KeyChange(OpenEnvelope root, @Nullable OpenEnvelope targets) {
    this.root = root;
    this.targets = targets;
  }

  static KeyChange unsigned(Json.Object root, Optional<Json.Object> targets) {
    return new KeyChange(
        OpenEnvelope.unsigned(root), targets.map(OpenEnvelope::unsigned).orElse(null));
  }

  /// Whether a file is one of these rather than a release, as far as a look tells.
  public static boolean isIn(Path file) throws IOException {
    try {
      return Files.size(file) <= MAX_BYTES
          && JsonReader.readObject(Files.readAllBytes(file)).find("root").isPresent();
    } catch (JsonException e) {
      return false;
    }
  }

  /// @throws ProblemException `E-FORMAT` when it is something else
  public static KeyChange read(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new JsonException("longer than " + MAX_BYTES + " bytes");
      }
      Json.Object whole = JsonReader.readObject(Files.readAllBytes(file));
      OpenEnvelope root = OpenEnvelope.parse(whole.object("root"));
      OpenEnvelope targets =
          whole.find("targets").isPresent() ? OpenEnvelope.parse(whole.object("targets")) : null;
      KeyChange change = new KeyChange(root, targets);
      for (Role role : Role.values()) {
        var _ = change.roleOf(role);
      }
      return change;
    } catch (JsonException e) {
      throw new ProblemException(
          new Problem(
              "E-FORMAT",
              file.toString(),
              "is no change of keys: " + e.getMessage(),
              "make one with: lockstep key add|rm|rotate|threshold"),
          e);
    }
  }

  public void write(Path file) throws IOException {
    Json.ObjectBuilder whole = Json.object().put("root", root.json());
    if (targets != null) {
      whole.put("targets", targets.json());
    }
    DurableFile.write(file, JsonWriter.canonical(whole.build()));
  }

  /// Signed by those of a person's keys that count before or after the change.
  ///
  /// @throws ProblemException `E-KEYS` when none of them does
  public KeyChange signedBy(KeyDirectory keys) throws IOException {
    List<SigningKey> roots = keys.among(Role.ROOT, accepted(keys, Role.ROOT));
    List<SigningKey> releases =
        targets == null ? List.of() : keys.among(Role.RELEASE, accepted(keys, Role.RELEASE));
    if (roots.isEmpty() && releases.isEmpty()) {
      throw new ProblemException(
          new Problem(
              "E-KEYS",
              keys.trustedRoot().resolveSibling("").toString(),
              "there is no key here that may sign this change",
              "name the directory that has yours (--keys DIR)"));
    }
    return new KeyChange(root.signedBy(roots), targets == null ? null : targets.signedBy(releases));
  }

  private List<String> accepted(KeyDirectory keys, Role role) throws IOException {
    List<String> ids = new ArrayList<>(roleOf(role).texts("keyids"));
    Optional<Json.Object> before = keys.trusted(role);
    if (before.isPresent()) {
      ids.addAll(before.get().texts("keyids"));
    }
    return ids;
  }

  /// Which version of the root it will be.
  public long version() throws JsonException {
    return root.signed().whole("version");
  }

  /// When the new root runs out, as it is written.
  public String expires() throws JsonException {
    return root.signed().text("expires");
  }

  /// A role after the change: `keyids` and `threshold`.
  public Json.Object roleOf(Role role) throws JsonException {
    return root.signed().object("roles").object(role.inMetadata());
  }

  /// The key ids of whoever has signed the root.
  public List<String> rootSigners() {
    return root.signers();
  }

  /// The key ids of whoever has signed the targets; empty when they need not be signed again.
  public Optional<List<String>> releaseSigners() {
    return Optional.ofNullable(targets).map(OpenEnvelope::signers);
  }

  /// A root is signed by those it names and by those that the one before it named; so are the targets on the way.
  ///
  /// @param before the root in force
  /// @throws ProblemException `E-KEYS` when that is not so yet
  void requireSigned(Json.Object before) throws IOException {
    for (Json.Object each : List.of(before, root.signed())) {
      String whose = each.equals(before) ? "present" : "new";
      Json.Object roles = each.object("roles");
      root.requireSignedFor(
          roles.object(Role.ROOT.inMetadata()), "the root, by %s root keys,".formatted(whose));
      if (targets != null) {
        targets.requireSignedFor(
            roles.object(Role.RELEASE.inMetadata()),
            "what is published, by %s release keys,".formatted(whose));
      }
    }
  }

  Json.Object rootSigned() {
    return root.signed();
  }

  byte[] rootFile() {
    return root.bytes();
  }

  Optional<OpenEnvelope> targets() {
    return Optional.ofNullable(targets);
  }
}
