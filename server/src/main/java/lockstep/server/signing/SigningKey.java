package lockstep.server.signing;

import java.security.SecureRandom;
import java.util.HexFormat;
import lockstep.images.ContentHash;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/// An Ed25519 key that can sign. Its text form shows the key id only.
public final class SigningKey {
  private final Ed25519PrivateKeyParameters secret;
  private final Json.Object publicForm;
  private final String keyId;

  SigningKey(Ed25519PrivateKeyParameters secret) {
    this.secret = secret;
    this.publicForm =
        Json.object()
            .put("keytype", "ed25519")
            .put("scheme", "ed25519")
            .put(
                "keyval",
                Json.object()
                    .put(
                        "public",
                        HexFormat.of().formatHex(secret.generatePublicKey().getEncoded())))
            .build();
    this.keyId = ContentHash.of(JsonWriter.canonical(publicForm)).toString();
  }

  static SigningKey generate() {
    return new SigningKey(new Ed25519PrivateKeyParameters(new SecureRandom()));
  }

  /// The SHA-256 of the public key's canonical form, as the specification of TUF has it.
  public String keyId() {
    return keyId;
  }

  /// The public key as it stands in metadata.
  Json.Object publicForm() {
    return publicForm;
  }

  /// The 32 secret bytes.
  byte[] seed() {
    return secret.getEncoded();
  }

  byte[] sign(byte[] message) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, secret);
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  @Override
  public String toString() {
    return "key " + keyId;
  }
}
