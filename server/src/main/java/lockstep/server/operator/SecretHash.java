package lockstep.server.operator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// The Argon2id of a secret, with its salt and its cost, in the text form that every Argon2 library reads:
/// `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`.
record SecretHash(Cost cost, String salt, String hash) {
  /// @param kibibytes of memory
  record Cost(int kibibytes, int passes, int lanes) {
    /// 19 MiB, two passes, one lane: what OWASP's Password Storage Cheat Sheet asks for, at least. RFC 9106 would spend more
    /// (64 MiB, three passes, four lanes) on passwords that people choose. These secrets have 256 random bits, so no cost
    /// makes them harder to guess, and a server must not be brought down by those who try: two at a time take 38 MiB.
    static final Cost STANDARD = new Cost(19 << 10, 2, 1);

    /// A hash in a file can ask for no more than this.
    private static final int MAX_KIBIBYTES = 1 << 18;

    private static final int MAX_PASSES = 16;
    private static final int MAX_LANES = 8;

    Cost {
      if (lanes < 1
          || lanes > MAX_LANES
          || passes < 1
          || passes > MAX_PASSES
          || kibibytes < 8 * lanes
          || kibibytes > MAX_KIBIBYTES) {
        throw new IllegalArgumentException("a cost that is out of bounds");
      }
    }

    private String text() {
      return "m=%d,t=%d,p=%d".formatted(kibibytes, passes, lanes);
    }
  }

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  /// 16 bytes are 22 letters of unpadded base64, 32 bytes are 43.
  private static final Pattern TEXT =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d)"
              + "\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");

  static SecretHash of(byte[] secret, Cost cost) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return new SecretHash(cost, base64(salt), base64(compute(secret, cost, salt)));
  }

  /// Of a secret that nobody has.
  static SecretHash ofNothing(Cost cost) {
    byte[] random = new byte[SALT_BYTES + HASH_BYTES];
    RANDOM.nextBytes(random);
    byte[] salt = Arrays.copyOf(random, SALT_BYTES);
    byte[] hash = Arrays.copyOfRange(random, SALT_BYTES, random.length);
    return new SecretHash(cost, base64(salt), base64(hash));
  }

  static Optional<SecretHash> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      Cost cost =
          new Cost(
              Integer.parseInt(parts.group(1)),
              Integer.parseInt(parts.group(2)),
              Integer.parseInt(parts.group(3)));
      SecretHash read = new SecretHash(cost, parts.group(4), parts.group(5));
      var _ = bytes(read.salt);
      var _ = bytes(read.hash);
      return Optional.of(read);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// As expensive for a wrong secret as for the right one.
  boolean matches(byte[] secret) {
    return MessageDigest.isEqual(compute(secret, cost, bytes(salt)), bytes(hash));
  }

  private static byte[] compute(byte[] secret, Cost cost, byte[] salt) {
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    argon2.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.kibibytes)
            .withIterations(cost.passes)
            .withParallelism(cost.lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[HASH_BYTES];
    argon2.generateBytes(secret, hash);
    return hash;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
  }

  /// The text form. No secret can be had from it, but it is nobody's business: see [#toString].
  String text() {
    return "$argon2id$v=19$" + cost.text() + "$" + salt + "$" + hash;
  }

  /// Without salt and hash.
  @Override
  public String toString() {
    return "argon2id " + cost.text();
  }
}
