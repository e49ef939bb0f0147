package lockstep.images.trust;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import lockstep.images.ContentHash;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;

/// A key pair of a simulated repository. The same pair may go by several key ids.
public final class SimulatedKey {
  private final String algorithm;
  private final KeyPair pair;
  private final Json.Object publicForm;
  private final String keyId;

  private SimulatedKey(String algorithm, KeyPair pair, Json.Object publicForm, String keyId) {
    this.algorithm = algorithm;
    this.pair = pair;
    this.publicForm = publicForm;
    this.keyId = keyId;
  }

  public static SimulatedKey ed25519() {
    KeyPair pair = generate("Ed25519", 0);
    byte[] encoded = pair.getPublic().getEncoded();
    String hex =
        HexFormat.of().formatHex(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    return of("Ed25519", pair, "ed25519", "ed25519", hex);
  }

  static SimulatedKey ecdsa() {
    KeyPair pair = generate("EC", 256);
    return of("SHA256withECDSA", pair, "ecdsa", "ecdsa-sha2-nistp256", pem(pair));
  }

  static SimulatedKey rsa(int bits) {
    KeyPair pair = generate("RSA", bits);
    return of("RSASSA-PSS", pair, "rsa", "rsassa-pss-sha256", pem(pair));
  }

  private static SimulatedKey of(
      String algorithm, KeyPair pair, String type, String scheme, String text) {
    Json.Object form =
        Json.object()
            .put("keytype", type)
            .put("scheme", scheme)
            .put("keyval", Json.object().put("public", text))
            .build();
    return new SimulatedKey(
        algorithm, pair, form, ContentHash.of(JsonWriter.canonical(form)).toString());
  }

  /// The same pair under another key id.
  SimulatedKey alias(String otherId) {
    return new SimulatedKey(algorithm, pair, publicForm, otherId);
  }

  /// The same pair, described in another way.
  SimulatedKey described(Json.Object otherForm) {
    return new SimulatedKey(algorithm, pair, otherForm, keyId);
  }

  String keyId() {
    return keyId;
  }

  Json.Object publicForm() {
    return publicForm;
  }

  Json.Object signatureOver(byte[] message) {
    return Json.object()
        .put("keyid", keyId)
        .put("sig", HexFormat.of().formatHex(sign(message)))
        .build();
  }

  private byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      if (algorithm.equals("RSASSA-PSS")) {
        signature.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair generate(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"));
      } else if (bits > 0) {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String pem(KeyPair pair) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }
}
