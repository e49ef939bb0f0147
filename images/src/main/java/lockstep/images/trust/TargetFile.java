package lockstep.images.trust;

import lockstep.images.ContentHash;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// A file that signed metadata names. Only this package makes one, out of verified metadata.
public final class TargetFile {
  private final String path;
  private final long length;
  private final FileDigests digests;
  private final Json.Object custom;
  private final Naming naming;

  private TargetFile(
      String path, long length, FileDigests digests, Json.Object custom, Naming naming) {
    this.path = path;
    this.length = length;
    this.digests = digests;
    this.custom = custom;
    this.naming = naming;
  }

  static TargetFile of(String path, Json.Object json, Naming naming) throws JsonException {
    long length = json.whole("length");
    if (length < 0) {
      throw new JsonException("target '" + path + "' has a length of " + length);
    }
    Json.Object custom =
        json.members().containsKey("custom") ? json.object("custom") : Json.Object.EMPTY;
    return new TargetFile(path, length, FileDigests.of(json.object("hashes")), custom, naming);
  }

  /// The target path, as signed: any text, so never a file name by itself.
  public String path() {
    return path;
  }

  /// In bytes; what is read of it is bounded by this.
  public long length() {
    return length;
  }

  /// @throws TrustException when it is signed by other hashes only, which Lockstep does not write
  public ContentHash sha256() throws TrustException {
    try {
      return ContentHash.parse(digests.sha256().orElse(""));
    } catch (IllegalArgumentException e) {
      throw new TrustException(Refusal.METADATA, path, "it has no SHA-256", e);
    }
  }

  /// What its signers say about it; empty when nothing.
  public Json.Object custom() {
    return custom;
  }

  /// Where it lies below `targets/`: percent-encoded, without `.` or `..` parts, so it is safe in an address and, as it
  /// is, below a directory.
  public String storedPath() {
    return naming.targetFile(path, digests.preferred());
  }

  /// That `content` is this file: its length and every hash.
  public void check(byte[] content) throws TrustException {
    if (content.length != length) {
      throw new TrustException(
          Refusal.MISMATCH, path, "has %d bytes, signed is %d".formatted(content.length, length));
    }
    digests.check(path, content);
  }
}
