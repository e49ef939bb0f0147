package lockstep.images.trust;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;

/// A metadata file as it was received, and what every role's file has: type, version, expiry, signatures.
///
/// Nothing in it is believed before [RoleKeys#check].
final class Envelope {
  /// Versions are kept within 32 bits, so that no fast-forward attack can use them up where clients differ.
  static final long MAX_VERSION = 0xffff_ffffL;

  private static final Pattern SPEC_VERSION = Pattern.compile("1\\.\\d{1,9}(\\.\\d{1,9})?");
  private static final String TIME_SHAPE = "0000-00-00T00:00:00Z";

  private final String name;
  private final byte[] bytes;
  private final Json.Object signed;
  private final long version;
  private final Instant expires;
  private final Map<String, String> signatures;

  private Envelope(String type, String name, byte[] bytes) throws JsonException {
    Json.Object file = JsonReader.readObject(bytes);
    this.name = name;
    this.bytes = bytes;
    this.signed = file.object("signed");
    this.signatures = signatures(file);
    if (!signed.text("_type").equals(type)) {
      throw new JsonException("its type is '" + signed.text("_type") + "', not '" + type + "'");
    }
    if (!SPEC_VERSION.matcher(signed.text("spec_version")).matches()) {
      throw new JsonException("its specification is " + signed.text("spec_version") + ", not 1.x");
    }
    this.version = version(signed);
    this.expires = time(signed, "expires");
  }

  /// @param type what `_type` must say
  /// @param name the file's name without version, for messages
  static Envelope parse(String type, String name, byte[] bytes) throws TrustException {
    try {
      return new Envelope(type, name, bytes);
    } catch (JsonException e) {
      throw new TrustException(Refusal.METADATA, name, String.valueOf(e.getMessage()), e);
    }
  }

  /// The `version` of a file, or of a file that `json` names.
  static long version(Json.Object json) throws JsonException {
    long version = json.whole("version");
    if (version < 1 || version > MAX_VERSION) {
      throw new JsonException("version " + version + " is not within 1 to " + MAX_VERSION);
    }
    return version;
  }

  /// Read by hand: the JDK's formatter costs more at start than all the rest of a refresh without news.
  static Instant time(Json.Object json, String key) throws JsonException {
    String text = json.text(key);
    try {
      boolean shaped = text.length() == TIME_SHAPE.length();
      for (int i = 0; shaped && i < text.length(); i++) {
        char wanted = TIME_SHAPE.charAt(i);
        char c = text.charAt(i);
        shaped = wanted == '0' ? c >= '0' && c <= '9' : c == wanted;
      }
      if (shaped) {
        return LocalDateTime.of(
                number(text, 0, 4),
                number(text, 5, 7),
                number(text, 8, 10),
                number(text, 11, 13),
                number(text, 14, 16),
                number(text, 17, 19))
            .toInstant(ZoneOffset.UTC);
      }
    } catch (DateTimeException e) {
      throw new JsonException("its '" + key + "' is '" + text + "', no date: " + e.getMessage());
    }
    throw new JsonException("its '" + key + "' is '" + text + "', not like 2026-11-22T18:00:00Z");
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  private static Map<String, String> signatures(Json.Object file) throws JsonException {
    Map<String, String> signatures = new HashMap<>();
    for (Json.Object signature : file.objects("signatures")) {
      if (signatures.put(signature.text("keyid"), signature.text("sig")) != null) {
        throw new JsonException("key " + signature.text("keyid") + " signs twice");
      }
    }
    return signatures;
  }

  String name() {
    return name;
  }

  /// As received. Not to be changed.
  byte[] bytes() {
    return bytes;
  }

  Json.Object signed() {
    return signed;
  }

  /// What the signatures are over.
  byte[] message() {
    return JsonWriter.canonical(signed);
  }

  long version() {
    return version;
  }

  Instant expires() {
    return expires;
  }

  /// Empty when the key did not sign, or what stands there cannot be a signature.
  Optional<byte[]> signatureBy(String keyId) {
    try {
      return Optional.ofNullable(signatures.get(keyId)).map(HexFormat.of()::parseHex);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  void checkUnexpiredAt(Instant now) throws TrustException {
    if (!now.isBefore(expires)) {
      throw new TrustException(
          Refusal.FREEZE,
          name,
          "version %d expired at %s, it is %s".formatted(version, expires, now));
    }
  }

  TrustException refused(JsonException fault) {
    return new TrustException(Refusal.METADATA, name, String.valueOf(fault.getMessage()), fault);
  }
}
