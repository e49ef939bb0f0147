package lockstep.server.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;
import lockstep.server.durable.DurableFile;

/// A release on its way past the release keys: a targets file with the signatures that it has got so far. It goes from machine
/// to machine as a file, and holds no secret. Immutable.
public final class ReleaseFile implements ReleaseSigner {
  /// What a machine reads of a targets file.
  private static final int MAX_BYTES = 5_000_000;

  private final OpenEnvelope envelope;

  ReleaseFile(OpenEnvelope envelope) {
    this.envelope = envelope;
  }

  /// Nobody has signed it yet.
  public static ReleaseFile unsigned(Json.Object signed) {
    return new ReleaseFile(OpenEnvelope.unsigned(signed));
  }

  /// @throws ProblemException `E-FORMAT` when it is something else
  public static ReleaseFile read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    try {
      if (bytes.length > MAX_BYTES) {
        throw new JsonException("longer than " + MAX_BYTES + " bytes");
      }
      ReleaseFile release = new ReleaseFile(OpenEnvelope.parse(JsonReader.readObject(bytes)));
      Json.Object signed = release.envelope.signed();
      if (!signed.text("_type").equals("targets")) {
        throw new JsonException("its type is " + signed.text("_type"));
      }
      var _ = release.current();
      return release;
    } catch (JsonException e) {
      throw new ProblemException(
          new Problem(
              "E-FORMAT",
              file.toString(),
              "is no release to be signed: " + e.getMessage(),
              "make one with: lockstep publish REPO IMAGE --unsigned FILE"),
          e);
    }
  }

  public void write(Path file) throws IOException {
    DurableFile.write(file, envelope.bytes());
  }

  /// With the signatures of these keys as well.
  public ReleaseFile signedBy(List<SigningKey> keys) {
    return new ReleaseFile(envelope.signedBy(keys));
  }

  /// The key ids of whoever has signed.
  public List<String> signers() {
    return envelope.signers();
  }

  /// What its signers say of the image that is to be current.
  public Json.Object current() throws JsonException {
    return custom("current").orElseThrow(() -> new JsonException("no image is to be current"));
  }

  /// What its signers say of the image that is to be old; empty when there is none.
  public Optional<Json.Object> old() throws JsonException {
    return custom("old");
  }

  private Optional<Json.Object> custom(String role) throws JsonException {
    for (Json target : envelope.signed().object("targets").members().values()) {
      if (target instanceof Json.Object each && each.object("custom").text("role").equals(role)) {
        return Optional.of(each.object("custom"));
      }
    }
    return Optional.empty();
  }

  /// When machines stop believing it, as it is written.
  public String expires() throws JsonException {
    return envelope.signed().text("expires");
  }

  /// For whoever wants to know before any work is done for it.
  ///
  /// @param role whose signatures count, and how many are needed: the root's `targets`
  /// @throws ProblemException `E-KEYS` when there are too few
  public ReleaseFile requireSigned(Json.Object role) throws IOException {
    envelope.requireSignedFor(role, "the release");
    return this;
  }

  /// @throws ProblemException `E-PUBLISH` when this is not what the repository would publish now
  @Override
  public byte[] sign(Json.Object wanted, Json.Object role) throws IOException {
    Json.Object signed = envelope.signed();
    if (!Arrays.equals(meaning(wanted), meaning(signed))) {
      boolean late = signed.whole("version") != wanted.whole("version");
      throw new ProblemException(
          new Problem(
              "E-PUBLISH",
              "",
              late
                  ? "it was made as version %d of the targets, the next one is %d: something else was published meanwhile"
                      .formatted(signed.whole("version"), wanted.whole("version"))
                  : "it is not what this repository would publish now: images, deltas or keys have changed since it was made",
              "nothing was changed; make it again with --unsigned, and have it signed"));
    }
    return envelope.bytes();
  }

  /// All but the time at which it was made.
  private static byte[] meaning(Json.Object signed) {
    Map<String, Json> members = new LinkedHashMap<>(signed.members());
    members.remove("expires");
    return JsonWriter.canonical(new Json.Object(members));
  }
}
