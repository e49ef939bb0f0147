package lockstep.images.release;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonWriter;

/// Who takes which of the two images of one release. Signed, expiring, the same for everyone.
///
///     {"version":1,"release":7,"current":"…","old":"…","currentBelow":1000,
///      "groups":["canary"],"salt":"spring","halted":false}
///
/// @param release the counter of the release it speaks of
/// @param old absent when the release has only one image
/// @param currentBelow 0 to [#BUCKETS]: machines whose bucket is below it take current
/// @param groups whose machines take current whatever their bucket
/// @param salt gives each rollout its own order of machines
/// @param pace [Pace#HALTED]: nobody newly takes current
public record RolloutStatement(
    long release,
    ImageId current,
    Optional<ImageId> old,
    int currentBelow,
    List<String> groups,
    String salt,
    Pace pace) {
  /// A bucket is a hundredth of a percent.
  public static final int BUCKETS = 10_000;

  /// The target of the delegated role, and the role.
  public static final String TARGET = "rollout.json";

  public static final String ROLE = "rollout";

  private static final long VERSION = 1;

  public enum Pace {
    RUNNING,
    HALTED
  }

  public RolloutStatement {
    groups = List.copyOf(groups);
    if (release < 0 || currentBelow < 0 || currentBelow > BUCKETS) {
      throw new IllegalArgumentException(
          "release %d, currentBelow %d of %d".formatted(release, currentBelow, BUCKETS));
    }
  }

  /// Everyone takes the current image.
  public static RolloutStatement everyoneOnCurrent(Release release) {
    return new RolloutStatement(
        release.counter(),
        release.current().id(),
        release.old().map(PublishedImage::id),
        BUCKETS,
        List.of(),
        "",
        Pace.RUNNING);
  }

  /// Everyone takes the old image: a rollback.
  ///
  /// @throws IllegalArgumentException when the release has none
  public static RolloutStatement everyoneOnOld(Release release) {
    if (release.old().isEmpty()) {
      throw new IllegalArgumentException("release " + release.counter() + " has no old image");
    }
    return new RolloutStatement(
        release.counter(),
        release.current().id(),
        release.old().map(PublishedImage::id),
        0,
        List.of(),
        "",
        Pace.RUNNING);
  }

  /// @throws JsonException naming the field that is wrong
  public static RolloutStatement parse(Json.Object json) throws JsonException {
    if (json.whole("version") != VERSION) {
      throw new JsonException("a statement of version " + json.whole("version") + ", not 1");
    }
    long below = Fields.natural(json, "currentBelow");
    if (below > BUCKETS) {
      throw new JsonException("'currentBelow' is " + below + ", more than " + BUCKETS);
    }
    Optional<ImageId> old =
        json.members().containsKey("old")
            ? Optional.of(Fields.imageId(json.text("old")))
            : Optional.empty();
    return new RolloutStatement(
        Fields.natural(json, "release"),
        Fields.imageId(json.text("current")),
        old,
        (int) below,
        json.texts("groups"),
        json.text("salt"),
        json.bool("halted") ? Pace.HALTED : Pace.RUNNING);
  }

  public Json.Object toJson() {
    Json.ObjectBuilder json =
        Json.object()
            .put("version", VERSION)
            .put("release", release)
            .put("current", current.toString());
    old.ifPresent(id -> json.put("old", id.toString()));
    return json.put("currentBelow", currentBelow)
        .put("groups", Json.texts(groups))
        .put("salt", salt)
        .put("halted", pace == Pace.HALTED)
        .build();
  }

  /// The content of the target file.
  public byte[] toBytes() {
    return JsonWriter.canonical(toJson());
  }

  /// Whether it sends everyone to current.
  public boolean isEveryoneOnCurrent() {
    return pace == Pace.RUNNING && currentBelow == BUCKETS;
  }

  /// Whether it sends everyone to old, if there is one.
  public boolean isEveryoneOnOld() {
    return pace == Pace.RUNNING && currentBelow == 0 && groups.isEmpty();
  }

  /// What a machine takes.
  ///
  /// @param machineId as the machine reports it
  /// @param machineGroups the groups its certificate names
  public Take decide(String machineId, Collection<String> machineGroups) {
    if (pace == Pace.HALTED) {
      return Take.HOLD;
    }
    boolean staged =
        bucket(machineId) < currentBelow || !Collections.disjoint(groups, machineGroups);
    if (staged) {
      return Take.CURRENT;
    }
    return old.isPresent()
        ? Take.OLD
        : Take.HOLD; // without an old image there is nothing else to be on
  }

  /// Where a machine stands in this rollout, 0 to 9999: the first 8 bytes, unsigned and big-endian, of
  /// SHA-256(len‖machine id‖len‖image id‖len‖salt), modulo 10,000. `len` is the length of the UTF-8 bytes that follow
  /// it, as 4 bytes big-endian; the image id is that of current, as 64 hex digits.
  public int bucket(String machineId) {
    MessageDigest digest = ContentHash.sha256();
    for (String part : List.of(machineId, current.toString(), salt)) {
      byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).flip());
      digest.update(utf8);
    }
    return (int) Long.remainderUnsigned(ContentHash.of(digest).w0(), BUCKETS);
  }
}
