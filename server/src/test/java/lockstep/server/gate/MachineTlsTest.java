package lockstep.server.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import lockstep.images.ContentHash;
import lockstep.images.identity.CertifiedMachine;
import lockstep.images.identity.JoinToken;
import lockstep.images.identity.Secret;
import lockstep.images.identity.TlsTrust;
import lockstep.proto.CheckInMsg;
import lockstep.proto.EnrolMsg;
import lockstep.proto.IdentityMsg;
import lockstep.proto.NewJoinTokenMsg;
import lockstep.server.fleet.MachineId;
import lockstep.server.identity.CertificateAuthority;
import lockstep.server.identity.Credentials;
import lockstep.server.identity.EnrolledMachine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who gets in, over real TLS.
class MachineTlsTest {
  @TempDir Path directory;
  private GateFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = GateFixture.secure(directory);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private IdentityMsg identity(String name) throws IOException {
    return fixture.fleet.machine(new MachineId(name)).orElseThrow().getIdentity();
  }

  @Test
  void aMachineEnrolsAndReportsAndItsGroupsAreInItsCertificate() throws Exception {
    JoinToken token =
        fixture.token(
            NewJoinTokenMsg.newBuilder()
                .setUses(1)
                .setValidSeconds(60)
                .addGroups("canary")
                .addGroups("fra")
                .build());
    try (EnrolledMachine machine = EnrolledMachine.enrol(fixture.gate.uri(), token, "web-17")) {
      CertifiedMachine certified = CertifiedMachine.of(machine.chain.getFirst());
      assertThat(certified.name()).isEqualTo("web-17");
      assertThat(certified.groups()).containsExactly("canary", "fra");
      assertThat(machine.checkIn()).isEqualTo(200);
    }
  }

  @Test
  void withoutATokenNobodyGetsInAndNothingIsKept() throws Exception {
    JoinToken good = fixture.token();
    EnrolMsg wish = EnrolledMachine.wish(good, "m1", EnrolledMachine.keyPair());
    for (EnrolMsg wrong :
        List.of(
            EnrolMsg.getDefaultInstance(),
            wish.toBuilder().clearSecret().build(),
            wish.toBuilder().setSecret(ByteString.copyFrom(new byte[32])).build(),
            wish.toBuilder().setToken(good.id() ^ 1).build())) {
      assertThat(EnrolledMachine.ask(fixture.gate.uri(), good, wrong).statusCode()).isEqualTo(403);
    }
    assertThat(fixture.fleet.machines(Instant.EPOCH)).isEmpty();
    assertThat(EnrolledMachine.ask(fixture.gate.uri(), good, wish).statusCode()).isEqualTo(200);
  }

  @Test
  void aUsedAndAnExpiredTokenAreRefusedWithTheReason() throws Exception {
    JoinToken used = fixture.token();
    EnrolledMachine.enrol(fixture.gate.uri(), used, "m1").close();
    assertThatThrownBy(() -> EnrolledMachine.enrol(fixture.gate.uri(), used, "m2"))
        .hasMessageContaining("403")
        .hasMessageContaining("has been used");
    JoinToken expired =
        fixture.token(
            NewJoinTokenMsg.newBuilder().setUses(1).setValidSeconds(60).build(),
            GateFixture.NOON.minusSeconds(60));
    assertThatThrownBy(() -> EnrolledMachine.enrol(fixture.gate.uri(), expired, "m2"))
        .hasMessageContaining("has expired");
    assertThat(fixture.fleet.machines(Instant.EPOCH)).hasSize(1);
  }

  @Test
  void aTokenOfAnotherFleetOpensNothing() throws Exception {
    JoinToken own = fixture.token();
    JoinToken foreign = new JoinToken(own.id(), Secret.draw(), own.root(), own.authority());
    assertThatThrownBy(() -> EnrolledMachine.enrol(fixture.gate.uri(), foreign, "m1"))
        .hasMessageContaining("403");
  }

  @Test
  void whoGuessesAtJoinTokensIsMadeToWaitAndItIsInTheAuditLog() throws Exception {
    JoinToken own = fixture.token();
    int last = 0;
    for (int i = 0; i < 12; i++) {
      JoinToken guess = new JoinToken(own.id(), Secret.draw(), own.root(), own.authority());
      last =
          EnrolledMachine.ask(
                  fixture.gate.uri(),
                  guess,
                  EnrolledMachine.wish(guess, "m1", EnrolledMachine.keyPair()))
              .statusCode();
    }
    assertThat(last).isEqualTo(429);
    assertThat(Files.readString(fixture.data.resolve("audit.jsonl")))
        .containsOnlyOnce("token.lock-out");
  }

  @Test
  void aRequestThatIsNoneTakesNoTokensUse() throws Exception {
    JoinToken token = fixture.token();
    EnrolMsg wish = EnrolledMachine.wish(token, "m1", EnrolledMachine.keyPair());
    byte[] forged = wish.getRequest().toByteArray();
    forged[forged.length - 1] ^= 1;
    for (EnrolMsg wrong :
        List.of(
            wish.toBuilder().clearRequest().build(),
            wish.toBuilder().setRequest(ByteString.copyFrom(forged)).build(),
            wish.toBuilder().setRequest(ByteString.copyFrom(new byte[5000])).build(),
            wish.toBuilder().setMachine("../m1").build())) {
      HttpResponse<byte[]> answer = EnrolledMachine.ask(fixture.gate.uri(), token, wrong);
      assertThat(answer.statusCode()).isEqualTo(403);
    }
    EnrolledMachine.enrol(fixture.gate.uri(), token, "m1").close();
  }

  @Test
  void aSecondMachineOfTheSameNameIsToldAndTheFirstGoesOn() throws Exception {
    try (EnrolledMachine first = fixture.machine("m1")) {
      JoinToken token = fixture.token();
      assertThatThrownBy(() -> EnrolledMachine.enrol(fixture.gate.uri(), token, "m1"))
          .hasMessageContaining("409")
          .hasMessageContaining("another machine has this name");
      assertThat(first.checkIn()).isEqualTo(200);
      assertThat(identity("m1").getContests()).isOne();
      EnrolledMachine.enrol(fixture.gate.uri(), token, "m2").close(); // the use was given back
    }
  }

  @Test
  void aMachineThatPostsAsAnotherIsForbidden() throws Exception {
    try (EnrolledMachine m1 = fixture.machine("m1");
        EnrolledMachine m2 = fixture.machine("m2")) {
      byte[] ofAnother = m2.next(CheckInMsg.getDefaultInstance()).toByteArray();
      HttpResponse<byte[]> answer = m1.post("/v1/check-in", ofAnother);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(fixture.fleet.machine(new MachineId("m2")).orElseThrow().getCheckIns()).isZero();
    }
  }

  @Test
  void aRenewedKeyTakesOverAtItsFirstUse() throws Exception {
    JoinToken token = fixture.token();
    try (EnrolledMachine old = EnrolledMachine.enrol(fixture.gate.uri(), token, "m1");
        EnrolledMachine next = old.renewed(token)) {
      assertThat(next.chain.getFirst().getPublicKey())
          .isNotEqualTo(old.chain.getFirst().getPublicKey());
      assertThat(old.checkIn()).isEqualTo(200);
      assertThat(next.checkIn()).isEqualTo(409); // it counts from where it was copied
      assertThat(next.checkIn()).isEqualTo(200);
      assertThat(old.checkIn()).isEqualTo(403);
      assertThatThrownBy(() -> old.renewed(token)).hasMessage("403");
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityIsNotEvenHeard() throws Exception {
    CertificateAuthority other =
        CertificateAuthority.open(
            Files.createDirectory(directory.resolve("other")), InstantSource.system());
    KeyPair pair = EnrolledMachine.keyPair();
    assertRefused(
        pair, other.machine(new MachineId("m1"), List.of(), pair.getPublic(), other.expiry()));
  }

  @Test
  void anExpiredCertificateIsNotEvenHeard() throws Exception {
    KeyPair pair = EnrolledMachine.keyPair();
    assertRefused(
        pair,
        fixture.authority.machine(
            new MachineId("m1"), List.of(), pair.getPublic(), Instant.now().minusSeconds(5)));
  }

  @Test
  void aServersCertificateProvesNoMachine() throws Exception {
    Credentials server = fixture.authority.server(List.of("m1"));
    KeyPair pair = new KeyPair(server.chain().getFirst().getPublicKey(), server.key());
    assertRefused(pair, server.chain());
  }

  private void assertRefused(KeyPair pair, List<X509Certificate> chain) {
    assertThatThrownBy(() -> status(pair, chain)).isInstanceOf(IOException.class);
  }

  private int status(KeyPair pair, List<X509Certificate> chain) throws Exception {
    SSLContext tls =
        TlsTrust.context(TlsTrust.pinned(fixture.token().authority()), pair.getPrivate(), chain);
    try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
      return fixture.get(client, "/healthz").statusCode();
    }
  }

  @Test
  void aMachinesCertificateProvesNoServer() throws Exception {
    KeyPair pair = EnrolledMachine.keyPair();
    List<X509Certificate> chain =
        fixture.authority.machine(
            new MachineId("127.0.0.1"), List.of(), pair.getPublic(), fixture.authority.expiry());
    Path own = Files.createDirectory(directory.resolve("impostor"));
    try (GateFixture impostor =
            GateFixture.withTls(own, new Credentials(pair.getPrivate(), chain));
        HttpClient client = EnrolledMachine.stranger(fixture.token())) {
      assertThatThrownBy(() -> impostor.get(client, "/healthz")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aServerOfAnotherNameOrAuthorityIsNotBelieved() throws Exception {
    JoinToken token = fixture.token();
    Path own = Files.createDirectory(directory.resolve("elsewhere"));
    Credentials elsewhere = fixture.authority.server(List.of("elsewhere.example"));
    try (GateFixture other = GateFixture.withTls(own, elsewhere);
        HttpClient client = EnrolledMachine.stranger(token)) {
      assertThatThrownBy(() -> other.get(client, "/healthz")).isInstanceOf(IOException.class);
    }
    JoinToken foreign =
        new JoinToken(1, Secret.draw(), token.root(), ContentHash.of(new byte[] {1}));
    try (HttpClient client = EnrolledMachine.stranger(foreign)) {
      assertThatThrownBy(() -> fixture.get(client, "/healthz"))
          .hasMessageContaining("not of the authority that the token names");
    }
    try (HttpClient client = EnrolledMachine.stranger(token)) {
      assertThat(fixture.get(client, "/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aServersCertificateThatRanOutIsNotBelieved() throws Exception {
    Instant longAgo = Instant.now().minus(CertificateAuthority.LIFETIME).minusSeconds(5);
    CertificateAuthority then = CertificateAuthority.open(fixture.data, () -> longAgo);
    Path own = Files.createDirectory(directory.resolve("old"));
    try (GateFixture old = GateFixture.withTls(own, then.server(List.of("127.0.0.1")));
        HttpClient client = EnrolledMachine.stranger(fixture.token())) {
      assertThatThrownBy(() -> old.get(client, "/healthz")).hasMessageContaining("expired");
    }
  }

  @Test
  void nothingOlderThanTls13IsSpoken() throws Exception {
    SSLContext tls = TlsTrust.context(TlsTrust.pinned(fixture.token().authority()));
    try (SSLSocket socket =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(fixture.gate.uri().getHost(), fixture.gate.uri().getPort())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aServersNewCertificateIsSeenByNewConnections() throws Exception {
    JoinToken token = fixture.token();
    try (HttpClient before = EnrolledMachine.stranger(token);
        HttpClient after = EnrolledMachine.stranger(token)) {
      X509Certificate first = certificate(before);
      fixture.gate.change(fixture.authority.server(List.of("127.0.0.1")));
      assertThat(certificate(before)).isEqualTo(first);
      assertThat(certificate(after)).isNotEqualTo(first);
    }
  }

  private X509Certificate certificate(HttpClient client) throws Exception {
    return (X509Certificate)
        fixture.get(client, "/healthz").sslSession().orElseThrow().getPeerCertificates()[0];
  }

  @Test
  void theAuthorityIsKeptAndADamagedOneIsNotReplaced() throws Exception {
    CertificateAuthority again = CertificateAuthority.open(fixture.data, InstantSource.system());
    assertThat(again.certificate()).isEqualTo(fixture.authority.certificate());
    Path key = fixture.data.resolve("ca/ca.key");
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> CertificateAuthority.open(fixture.data, InstantSource.system()))
        .hasMessageContaining("certificate authority cannot be read");
    Files.delete(key);
    assertThatThrownBy(() -> CertificateAuthority.open(fixture.data, InstantSource.system()))
        .hasMessageContaining("certificate authority cannot be read");
    assertThat(Duration.between(Instant.now(), again.certificate().getNotAfter().toInstant()))
        .isGreaterThan(Duration.ofDays(3650));
  }

  @Test
  void aTokenThatWasUsedDoesNotBringARevokedMachineBack() throws Exception {
    JoinToken token = fixture.token();
    KeyPair pair = EnrolledMachine.keyPair();
    EnrolMsg wish = EnrolledMachine.wish(token, "m1", pair);
    assertThat(EnrolledMachine.ask(fixture.gate.uri(), token, wish).statusCode()).isEqualTo(200);
    assertThat(EnrolledMachine.ask(fixture.gate.uri(), token, wish).statusCode()).isEqualTo(200);
    fixture.fleet.revoke(new MachineId("m1"), "anna", "stolen", GateFixture.NOON);
    HttpResponse<byte[]> again = EnrolledMachine.ask(fixture.gate.uri(), token, wish);
    assertThat(again.statusCode()).isEqualTo(403);
    assertThat(new String(again.body(), StandardCharsets.UTF_8)).contains("has been used");
    assertThat(identity("m1").getRevokedReason()).isEqualTo("stolen");
  }

  @Test
  void aUseThatWasTakenIsNotGivenBackWhenTheMachinesKeyIsAnother() throws Exception {
    JoinToken token = fixture.token();
    KeyPair pair = EnrolledMachine.keyPair();
    EnrolMsg wish = EnrolledMachine.wish(token, "m1", pair);
    try (EnrolledMachine first = EnrolledMachine.enrolled(fixture.gate.uri(), token, wish, pair);
        EnrolledMachine next = first.renewed(token)) {
      assertThat(next.checkIn()).isEqualTo(200);
      assertThat(EnrolledMachine.ask(fixture.gate.uri(), token, wish).statusCode()).isEqualTo(403);
      assertThatThrownBy(() -> EnrolledMachine.enrol(fixture.gate.uri(), token, "m2"))
          .hasMessageContaining("has been used");
      assertThat(next.checkIn()).isEqualTo(200);
    }
  }

  @Test
  void aTokenThatReplacedAMachineDoesSoOnce() throws Exception {
    NewJoinTokenMsg replacing =
        NewJoinTokenMsg.newBuilder()
            .setMachine("m1")
            .setReplaces(true)
            .setUses(1)
            .setValidSeconds(3600)
            .build();
    JoinToken token = fixture.token(replacing);
    EnrolMsg wish = EnrolledMachine.wish(token, "m1", EnrolledMachine.keyPair());
    fixture.machine("m1").close();
    assertThat(EnrolledMachine.ask(fixture.gate.uri(), token, wish).statusCode()).isEqualTo(200);
    try (EnrolledMachine third =
        EnrolledMachine.enrol(fixture.gate.uri(), fixture.token(replacing), "m1")) {
      assertThat(EnrolledMachine.ask(fixture.gate.uri(), token, wish).statusCode()).isEqualTo(403);
      assertThat(third.checkIn()).isEqualTo(200);
    }
  }

  @Test
  void manyMachinesBehindOneAddressMayEnrolAtOnce() throws Exception {
    int many = 60;
    JoinToken token =
        fixture.token(NewJoinTokenMsg.newBuilder().setUses(many).setValidSeconds(3600).build());
    try (HttpClient client = EnrolledMachine.stranger(token)) {
      List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        EnrolMsg wish = EnrolledMachine.wish(token, "m" + i, EnrolledMachine.keyPair());
        answers.add(
            client.sendAsync(
                EnrolledMachine.post(fixture.gate.uri(), "/v1/enrol", wish.toByteArray()),
                HttpResponse.BodyHandlers.ofByteArray()));
      }
      assertThat(answers).allMatch(answer -> answer.join().statusCode() == 200);
    }
  }

  @Test
  void noMachineEnrolsThatCannotBeRecorded() throws Exception {
    JoinToken token =
        fixture.token(
            NewJoinTokenMsg.newBuilder()
                .setMachine("m1")
                .setReplaces(true)
                .setUses(1)
                .setValidSeconds(3600)
                .build());
    try (EnrolledMachine first = fixture.machine("m1")) {
      Path log = fixture.data.resolve("audit.jsonl");
      byte[] whole = Files.readAllBytes(log);
      Files.writeString(log, "{}\n");
      EnrolMsg wish = EnrolledMachine.wish(token, "m1", EnrolledMachine.keyPair());
      assertThat(EnrolledMachine.ask(fixture.gate.uri(), token, wish).statusCode()).isEqualTo(500);
      assertThat(first.checkIn()).isEqualTo(200);
      Files.write(log, whole);
      assertThat(EnrolledMachine.ask(fixture.gate.uri(), token, wish).statusCode()).isEqualTo(200);
      assertThat(first.checkIn()).isEqualTo(403);
    }
  }

  @Test
  void whoGoesOnWantingATakenNameDoesNotFillTheAuditLog() throws Exception {
    fixture.machine("m1").close();
    JoinToken token = fixture.token();
    for (int i = 0; i < 9; i++) {
      EnrolMsg wish = EnrolledMachine.wish(token, "m1", EnrolledMachine.keyPair());
      assertThat(EnrolledMachine.ask(fixture.gate.uri(), token, wish).statusCode()).isEqualTo(409);
    }
    assertThat(identity("m1").getContests()).isEqualTo(9);
    assertThat(Files.readAllLines(fixture.data.resolve("audit.jsonl")))
        .filteredOn(line -> line.contains("machine.contest"))
        .extracting(line -> line.replaceAll(".*; (\\d+) times.*", "$1"))
        .containsExactly("1", "2", "4", "8");
  }

  @Test
  void anAuthorityWhoseCertificateIsLostKeepsItsKey() throws Exception {
    Files.delete(fixture.data.resolve("ca/ca.crt"));
    byte[] key = Files.readAllBytes(fixture.data.resolve("ca/ca.key"));
    assertThatThrownBy(() -> CertificateAuthority.open(fixture.data, InstantSource.system()))
        .hasMessageContaining("certificate authority cannot be read");
    assertThat(fixture.data.resolve("ca/ca.key")).hasBinaryContent(key);
    Files.delete(fixture.data.resolve("ca/ca.key"));
    assertThatThrownBy(() -> CertificateAuthority.open(fixture.data, InstantSource.system()))
        .hasMessageContaining("certificate authority cannot be read");
  }
}
