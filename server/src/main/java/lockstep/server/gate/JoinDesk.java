package lockstep.server.gate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.images.console.Figures;
import lockstep.proto.EnrolMsg;
import lockstep.proto.JoinTokenMsg;
import lockstep.proto.JoinTokensMsg;
import lockstep.proto.NewJoinTokenMsg;
import lockstep.proto.RenewMsg;
import lockstep.server.audit.Actor;
import lockstep.server.audit.AuditLog;
import lockstep.server.fleet.JoinTokens;
import lockstep.server.fleet.MachineId;
import lockstep.server.fleet.MachineKey;
import lockstep.server.identity.Enrolment;
import lockstep.server.identity.FleetTrust;
import lockstep.server.limit.GuessLimiter;
import lockstep.server.limit.SourceNetwork;
import lockstep.server.limit.SteadyClock;

/// Lets machines in: tokens for people, certificates for machines. Every call may wait for the disk.
final class JoinDesk {
  /// Of one source: a token has 256 random bits, so this only keeps the disk from the work of looking.
  private static final GuessLimiter.Limits LIMITS =
      new GuessLimiter.Limits(
          10, Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofHours(1), 10_000);

  private final Enrolment enrolment;
  private final JoinTokens tokens;
  private final FleetTrust trust;
  private final GuessLimiter guesses;
  private final AuditLog audit;
  private final InstantSource clock;

  JoinDesk(
      Enrolment enrolment,
      JoinTokens tokens,
      FleetTrust trust,
      AuditLog audit,
      InstantSource clock) {
    this.enrolment = enrolment;
    this.tokens = tokens;
    this.trust = trust;
    this.guesses = new GuessLimiter(LIMITS, new SteadyClock());
    this.audit = audit;
    this.clock = clock;
  }

  Reply enrol(Call call) throws IOException {
    EnrolMsg message;
    try {
      message = EnrolMsg.parseFrom(call.request().body());
    } catch (InvalidProtocolBufferException e) {
      return Reply.text(HttpResponseStatus.BAD_REQUEST, "the body is no enrolment");
    }
    // Machines behind one address come many at once, and of a secret this long some guesses more
    // are
    // no matter.
    return switch (guesses.askAmongMany(SourceNetwork.of(call.caller().source()))) {
      case GuessLimiter.Wait(Duration time) -> Reply.tooMany(time);
      case GuessLimiter.Guess guess -> {
        try (guess) {
          Enrolment.Answer answer =
              enrolment.enrol(
                  message,
                  clock.instant(),
                  ledger(call, "by token " + Long.toHexString(message.getToken())));
          if (answer instanceof Enrolment.Answer.Wrong) {
            wrong(guess, call.caller().source());
          }
          yield enrolled(call, message, answer);
        }
      }
    };
  }

  private void wrong(GuessLimiter.Guess guess, InetAddress source) throws IOException {
    Optional<Duration> lockedOut = guess.wrong();
    if (lockedOut.isPresent()) {
      audit.record(
          Actor.stranger(SourceNetwork.of(source)),
          "token.lock-out",
          "join tokens",
          "too many guesses; for " + lockedOut.get().toSeconds() + " s");
    }
  }

  private Enrolment.Ledger ledger(Call call, String detail) {
    return new Enrolment.Ledger() {
      @Override
      public void enrols(MachineId machine) throws IOException {
        record("machine.enrol", machine);
      }

      @Override
      public void renews(MachineId machine) throws IOException {
        record("machine.renew", machine);
      }

      private void record(String act, MachineId machine) throws IOException {
        audit.record(
            Actor.machine(machine.value(), call.caller().source()), act, machine.value(), detail);
      }
    };
  }

  private Reply enrolled(Call call, EnrolMsg message, Enrolment.Answer answer) throws IOException {
    return switch (answer) {
      case Enrolment.Answer.Certified(_, var certified) -> Reply.message(certified);
      case Enrolment.Answer.Wrong _ ->
          Reply.text(HttpResponseStatus.FORBIDDEN, "there is no such join token");
      case Enrolment.Answer.NameTaken(var machine, long times) -> {
        if (Long.bitCount(times)
            == 1) { // 1, 2, 4, ...: whoever goes on and on does not fill the disk
          audit.record(
              Actor.stranger(call.caller().source().getHostAddress()),
              "machine.contest",
              machine.value(),
              "another key has the name; by token %s; %d times by now"
                  .formatted(Long.toHexString(message.getToken()), times));
        }
        yield Reply.text(HttpResponseStatus.CONFLICT, "another machine has this name");
      }
      case Enrolment.Answer.Refused(String reason) ->
          Reply.text(HttpResponseStatus.FORBIDDEN, reason);
    };
  }

  Reply renew(Call call) throws IOException {
    RenewMsg message;
    try {
      message = RenewMsg.parseFrom(call.request().body());
    } catch (InvalidProtocolBufferException e) {
      return Reply.text(HttpResponseStatus.BAD_REQUEST, "the body is no renewal");
    }
    Optional<MachineKey> machine = FleetDesk.machine(call.caller());
    if (machine.isEmpty()) {
      return Reply.text(HttpResponseStatus.FORBIDDEN, "the certificate names no machine");
    }
    byte[] request = message.getRequest().toByteArray();
    return switch (enrolment.renew(machine.get(), request, ledger(call, ""))) {
      case Enrolment.Answer.Certified(_, var certified) -> Reply.message(certified);
      case Enrolment.Answer.Refused(String reason) ->
          Reply.text(HttpResponseStatus.BAD_REQUEST, reason);
      case Enrolment.Answer.Wrong _, Enrolment.Answer.NameTaken _ ->
          Reply.text(HttpResponseStatus.FORBIDDEN, "this certificate is no longer the machine's");
    };
  }

  Reply tokens() throws IOException {
    return Reply.message(JoinTokensMsg.newBuilder().addAllTokens(tokens.all()).build());
  }

  Reply makeToken(Call call) throws IOException {
    NewJoinTokenMsg wanted;
    try {
      wanted = NewJoinTokenMsg.parseFrom(call.request().body());
    } catch (InvalidProtocolBufferException e) {
      return Reply.text(HttpResponseStatus.BAD_REQUEST, "the body is no wish for a join token");
    }
    Optional<String> objection = JoinTokens.objection(wanted);
    if (objection.isPresent()) {
      return Reply.text(HttpResponseStatus.BAD_REQUEST, objection.get());
    }
    JoinTokenMsg made = tokens.draw(wanted, trust.now(), call.operator(), clock.instant());
    audit.record(
        call.actor(),
        "token.new",
        Long.toHexString(made.getToken()),
        "%s until %s%s"
            .formatted(
                Figures.count(made.getUses(), "use", "uses"),
                Instant.ofEpochSecond(made.getExpiresEpochSeconds()),
                made.getMachine().isEmpty()
                    ? ""
                    : ", for " + made.getMachine() + (made.getReplaces() ? ", anew" : "")));
    tokens.keep(made);
    return Reply.message(JoinTokens.handedOver(made));
  }

  Reply removeToken(Call call) throws IOException {
    long id;
    try {
      id = Long.parseUnsignedLong(call.argument(), 16);
    } catch (NumberFormatException e) {
      return Reply.notFound();
    }
    if (!tokens.has(id)) {
      return Reply.notFound();
    }
    audit.record(call.actor(), "token.remove", Long.toHexString(id), "");
    tokens.remove(id);
    return Reply.text(HttpResponseStatus.OK, "removed");
  }
}
