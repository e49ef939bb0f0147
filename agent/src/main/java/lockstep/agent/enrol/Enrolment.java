package lockstep.agent.enrol;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import lockstep.agent.identity.IdentityFolder;
import lockstep.agent.identity.MachineIdentity;
import lockstep.agent.source.HttpOrigin;
import lockstep.images.ContentHash;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.identity.CertifiedMachine;
import lockstep.images.identity.JoinToken;
import lockstep.images.identity.Pem;
import lockstep.proto.EnrolMsg;
import lockstep.proto.EnrolledMsg;

/// One machine joins a fleet. For one thread.
public final class Enrolment {
  /// What came of it, nothing of which is kept yet.
  ///
  /// @param root the root of trust that the token speaks of
  public record Joined(CertifiedMachine machine, MachineIdentity identity, ByteString root) {}

  private final IdentityFolder folder;
  private final URI address;

  public Enrolment(IdentityFolder folder, URI address) {
    this.folder = folder;
    this.address = address;
  }

  /// Asks the server, which `server` believes only if it is the token's.
  ///
  /// @param wanted the name to join under; empty where the token may say it
  /// @param otherwise the name where neither does
  /// @throws ProblemException `E-ENROL` when the server refuses, or sends something else than the token speaks of
  public Joined join(HttpOrigin server, JoinToken token, String wanted, String otherwise)
      throws IOException {
    KeyPair pair = folder.pendingKey();
    EnrolMsg wish =
        EnrolMsg.newBuilder()
            .setToken(token.id())
            .setSecret(ByteString.copyFrom(token.secret().bytes()))
            .setMachine(wanted)
            .setOtherwise(otherwise)
            .setRequest(ByteString.copyFrom(RequestForm.of(pair)))
            .build();
    EnrolledMsg answer =
        new EnrolmentDesk(server)
            .ask(
                "v1/enrol",
                wish,
                "ask for a new token (`lockstep fleet token new`), or for another name (--machine)");
    ByteString root = answer.getRoot();
    byte[] authority = answer.getServerAuthority().toByteArray();
    if (!ContentHash.of(root.toByteArray()).equals(token.root())
        || !ContentHash.of(authority).equals(token.authority())) {
      throw strange(
          "it sent another root of trust, or another authority, than the token speaks of");
    }
    try {
      Certified certified = Certified.of(answer, pair.getPublic());
      X509Certificate serverAuthority = Pem.certificate(authority);
      return new Joined(
          certified.machine(),
          new MachineIdentity(address, pair.getPrivate(), certified.chain(), serverAuthority),
          root);
    } catch (GeneralSecurityException e) {
      throw strange("it sent a certificate that is of no use: " + e.getMessage());
    }
  }

  private ProblemException strange(String what) {
    return new ProblemException(
        new Problem(
            "E-ENROL", address.toString(), what, "nothing was kept; tell whoever runs the server"));
  }
}
