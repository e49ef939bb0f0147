package lockstep.agent.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;
import lockstep.agent.root.DurableFile;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.identity.Pem;

/// Where a machine keeps what proves it: in the agent's state folder, which only its owner may enter.
public final class IdentityFolder {
  private final Path state;

  /// @param state exists
  public IdentityFolder(Path state) {
    this.state = state;
  }

  /// Empty when the machine never enrolled.
  ///
  /// @throws ProblemException `E-IDENTITY` when what is there is damaged
  public Optional<MachineIdentity> read() throws IOException {
    Path file = identityPath();
    try {
      return Optional.of(MachineIdentity.of(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new ProblemException(
          new Problem(
              "E-IDENTITY",
              file.toString(),
              "this machine's identity is damaged: " + e.getMessage(),
              "enrol it again, with a token that `lockstep fleet token new` makes"),
          e);
    }
  }

  /// On disk when this returns.
  public void keep(MachineIdentity identity) throws IOException {
    DurableFile.replaceSecret(identityPath(), identity.toBytes());
    Files.deleteIfExists(pendingPath());
  }

  /// A key for an identity to come. The same until it has come: where an answer was lost, the server knows it again. Never
  /// the one in use, which a power cut in [#keep] leaves there.
  public KeyPair pendingKey() throws IOException {
    try {
      if (Files.exists(pendingPath())) {
        KeyPair pending = Pem.keyPair(Files.readAllBytes(pendingPath()));
        if (!isInUse(pending.getPublic())) {
          return pending;
        }
      }
    } catch (GeneralSecurityException e) {
      // damaged: what it was for has not happened, so another will do
    }
    KeyPair pair = draw();
    DurableFile.replaceSecret(pendingPath(), Pem.of(pair));
    return pair;
  }

  private boolean isInUse(PublicKey key) throws IOException {
    try {
      return read().filter(own -> own.chain().getFirst().getPublicKey().equals(key)).isPresent();
    } catch (ProblemException damaged) {
      return false;
    }
  }

  private static KeyPair draw() throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java makes no P-256 keys", e);
    }
  }

  /// The number of the next check-in, never given out again.
  public long nextCheckIn() throws IOException {
    Path file = state.resolve("check-in-counter");
    long last = 0;
    try {
      last = Long.parseUnsignedLong(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (NoSuchFileException e) {
      // the first
    } catch (NumberFormatException e) {
      throw new ProblemException(
          new Problem(
              "E-IDENTITY",
              file.toString(),
              "the number of the last check-in is damaged",
              "enrol this machine again; then it may count from 1: delete the file first"),
          e);
    }
    long next = last + 1;
    DurableFile.replace(file, (next + "\n").getBytes(StandardCharsets.US_ASCII));
    return next;
  }

  private Path identityPath() {
    return state.resolve("identity.pem");
  }

  private Path pendingPath() {
    return state.resolve("identity-to-come.pem");
  }
}
