package lockstep.server.identity;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lockstep.images.identity.CertifiedMachine;
import lockstep.images.identity.Secret;
import lockstep.proto.EnrolMsg;
import lockstep.proto.EnrolledMsg;
import lockstep.server.fleet.Enrolled;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.JoinTokens;
import lockstep.server.fleet.JoinTokens.Redeemed;
import lockstep.server.fleet.MachineId;
import lockstep.server.fleet.MachineKey;

/// Makes strangers with a token machines of the fleet, and keeps their certificates fresh. Safe for many threads; every call
/// may wait for the disk.
public final class Enrolment {
  /// Whether a certificate was made. Reasons are for people and quote nothing that was sent.
  public sealed interface Answer {
    record Certified(MachineId machine, EnrolledMsg message) implements Answer {}

    /// A guess at a token.
    record Wrong() implements Answer {}

    /// Someone else has the name.
    ///
    /// @param times how often that was so by now
    record NameTaken(MachineId machine, long times) implements Answer {}

    record Refused(String reason) implements Answer {}
  }

  /// Writes down what is about to happen; if it cannot, it does not happen.
  public interface Ledger {
    void enrols(MachineId machine) throws IOException;

    void renews(MachineId machine) throws IOException;
  }

  /// A machine that asks for one certificate after the other does not fill the ledger.
  private static final Duration SHORTEST_RECORDED = Duration.ofDays(1);

  private static final Answer NO_REQUEST =
      new Answer.Refused("the request is no PKCS#10 for a P-256 key, signed by it with SHA-256");

  private final CertificateAuthority authority;
  private final Fleet fleet;
  private final JoinTokens tokens;
  private final FleetTrust trust;

  public Enrolment(
      CertificateAuthority authority, Fleet fleet, JoinTokens tokens, FleetTrust trust) {
    this.authority = authority;
    this.fleet = fleet;
    this.tokens = tokens;
    this.trust = trust;
  }

  /// @param ledger hears of a machine before it is one
  public Answer enrol(EnrolMsg message, Instant now, Ledger ledger) throws IOException {
    if (message.getSecret().size() != Secret.BYTES) {
      return new Answer.Wrong();
    }
    Optional<PublicKey> key = CertificateRequest.key(message.getRequest().toByteArray());
    if (key.isEmpty()) {
      return NO_REQUEST;
    }
    Secret secret = new Secret(message.getSecret().toByteArray());
    var fingerprint = CertifiedMachine.fingerprint(key.get());
    return switch (tokens.redeem(
        message.getToken(),
        secret,
        new JoinTokens.Wish(message.getMachine(), message.getOtherwise()),
        fingerprint,
        now)) {
      case Redeemed.Wrong _ -> new Answer.Wrong();
      case Redeemed.Refused(String reason) -> new Answer.Refused(reason);
      case Redeemed.Granted granted -> {
        MachineKey machine = new MachineKey(granted.machine(), fingerprint);
        if (granted.again()) {
          yield again(machine, granted, key.get());
        }
        if (granted.replaces() || !fleet.isAnothers(machine)) {
          ledger.enrols(machine.id());
        }
        Enrolled enrolled =
            fleet.enrol(machine, granted.groups(), authority.expiry(), granted.replaces(), now);
        if (enrolled instanceof Enrolled.Joined) {
          tokens.settle(message.getToken(), granted.machine(), fingerprint);
        } else {
          tokens.release(message.getToken(), granted.machine(), fingerprint);
        }
        yield answer(enrolled, machine, granted, key.get());
      }
    };
  }

  /// For whom the answer was lost, so there is nothing new to record. The token gave the name once; who lost it since does
  /// not get it back.
  private Answer again(MachineKey machine, Redeemed.Granted granted, PublicKey key)
      throws IOException {
    return fleet.prolong(machine, authority.expiry())
        ? answer(new Enrolled.Joined(), machine, granted, key)
        : new Answer.Refused(JoinTokens.USED);
  }

  private Answer answer(
      Enrolled enrolled, MachineKey machine, Redeemed.Granted granted, PublicKey key)
      throws IOException {
    return switch (enrolled) {
      case Enrolled.NameTaken(long times) -> new Answer.NameTaken(machine.id(), times);
      case Enrolled.Refused(String reason) -> new Answer.Refused(reason);
      case Enrolled.Joined _ -> {
        EnrolledMsg.Builder answer =
            certified(machine.id(), granted.groups(), key, authority.expiry());
        yield new Answer.Certified(
            machine.id(),
            answer
                .setRoot(ByteString.copyFrom(trust.root(granted.rootVersion())))
                .setServerAuthority(ByteString.copyFrom(trust.authority()))
                .build());
      }
    };
  }

  /// A certificate for the next key of a machine that proved itself by the one before.
  ///
  /// @param ledger hears of it, unless the machine got one the same day
  public Answer renew(MachineKey machine, byte[] request, Ledger ledger) throws IOException {
    Optional<PublicKey> key = CertificateRequest.key(request);
    if (key.isEmpty()) {
      return NO_REQUEST;
    }
    Instant expires = authority.expiry();
    if (prolongs(machine, expires)) {
      ledger.renews(machine.id());
    }
    Optional<List<String>> groups =
        fleet.renew(machine, CertifiedMachine.fingerprint(key.get()), expires);
    if (groups.isEmpty()) {
      return new Answer.Wrong();
    }
    return new Answer.Certified(
        machine.id(), certified(machine.id(), groups.get(), key.get(), expires).build());
  }

  private boolean prolongs(MachineKey machine, Instant expires) throws IOException {
    return fleet
        .machine(machine.id())
        .map(
            known -> Instant.ofEpochSecond(known.getIdentity().getCertificateExpiresEpochSeconds()))
        .filter(before -> Duration.between(before, expires).compareTo(SHORTEST_RECORDED) >= 0)
        .isPresent();
  }

  private EnrolledMsg.Builder certified(
      MachineId machine, List<String> groups, PublicKey key, Instant expires) throws IOException {
    EnrolledMsg.Builder message = EnrolledMsg.newBuilder();
    try {
      for (X509Certificate one : authority.machine(machine, groups, key, expires)) {
        message.addCertificates(ByteString.copyFrom(one.getEncoded()));
      }
    } catch (CertificateEncodingException e) {
      throw new IOException("a certificate that was just made has no form", e);
    }
    return message;
  }
}
