package lockstep.agent.enrol;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import lockstep.agent.identity.IdentityFolder;
import lockstep.agent.identity.MachineIdentity;
import lockstep.agent.source.HttpOrigin;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.proto.RenewMsg;

/// Gets a machine's next certificate, for a new key, before the one it has ends.
public final class Renewal {
  /// Ninety days long is a certificate good; a machine that is off for two months still comes back by itself.
  private static final Duration BEFORE_END = Duration.ofDays(60);

  private Renewal() {}

  public static boolean isDue(Instant expires, Instant now) {
    return now.isAfter(expires.minus(BEFORE_END));
  }

  /// The next identity, which is on disk.
  ///
  /// @param server to which this machine proves itself by `identity`
  public static MachineIdentity renew(
      IdentityFolder folder, MachineIdentity identity, HttpOrigin server) throws IOException {
    KeyPair pair = folder.pendingKey();
    RenewMsg wish =
        RenewMsg.newBuilder().setRequest(ByteString.copyFrom(RequestForm.of(pair))).build();
    var answer =
        new EnrolmentDesk(server)
            .ask("v1/renew", wish, "it is tried again at the next check-in; or enrol anew");
    try {
      Certified certified = Certified.of(answer, pair.getPublic());
      if (!certified.machine().name().equals(identity.machine().name())) {
        throw new GeneralSecurityException("it is for another machine");
      }
      MachineIdentity next = identity.renewed(pair.getPrivate(), certified.chain());
      folder.keep(next);
      return next;
    } catch (GeneralSecurityException e) {
      throw new ProblemException(
          new Problem(
              "E-ENROL",
              identity.server().toString(),
              "it sent a certificate that is of no use: " + e.getMessage(),
              "the one in use stays; tell whoever runs the server"),
          e);
    }
  }
}
