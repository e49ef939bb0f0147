package lockstep.server.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import lockstep.images.ProblemException;

/// The name of a blob: what its bytes hash to.
///
/// @param algorithm `sha256` or `sha512`
/// @param hex lower case
record Digest(String algorithm, String hex) {
  /// @param where it was found, for messages
  /// @throws ProblemException `E-OCI` when it is no digest that can be checked
  static Digest parse(String text, String where) throws ProblemException {
    int colon = text.indexOf(':');
    String algorithm = colon < 0 ? "" : text.substring(0, colon);
    String hex = text.substring(colon + 1);
    int digits =
        switch (algorithm) {
          case "sha256" -> 64;
          case "sha512" -> 128;
          default -> 0;
        };
    if (digits == 0 || hex.length() != digits || !hex.matches("[0-9a-f]+")) {
      throw OciProblem.malformed(where, "has a digest that is neither SHA-256 nor SHA-512");
    }
    return new Digest(algorithm, hex);
  }

  MessageDigest start() {
    try {
      return MessageDigest.getInstance(algorithm.equals("sha256") ? "SHA-256" : "SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has " + algorithm, e);
    }
  }

  boolean matches(MessageDigest finished) {
    return HexFormat.of().formatHex(finished.digest()).equals(hex);
  }

  /// In the layout.
  String path() {
    return "blobs/" + algorithm + "/" + hex;
  }

  String abbreviated() {
    return algorithm + ":" + hex.substring(0, 12);
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
