package lockstep.server.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lockstep.server.audit.AuditEntry;
import lockstep.server.audit.AuditLog;
import lockstep.server.audit.AuditTrail;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorsTest {
  private static final Authentication DENIED = new Authentication.Denied();

  @TempDir Path data;
  private Instant now = Instant.EPOCH;
  private final List<String> troubles = new ArrayList<>();
  private OperatorAccounts accounts;
  private Operators operators;
  private OperatorToken anna;

  @BeforeEach
  void open() throws IOException {
    DataDirectory.make(data);
    accounts = DataDirectory.accounts(data);
    anna = accounts.add("anna", OperatorRole.ON_CALL);
    operators = server();
  }

  private Operators server() {
    return Operators.open(
        data,
        AuditLog.open(data, () -> DataDirectory.NOON),
        () -> now,
        problem -> troubles.add(String.valueOf(problem.getMessage())));
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Authentication from(String source, OperatorToken token) {
    return operators.authenticate(token.text(), address(source));
  }

  private Authentication ask(OperatorToken token) {
    return from("192.0.2.7", token);
  }

  private static Authentication granted(String name, OperatorRole role) {
    return new Authentication.Granted(new Operator(name, role));
  }

  /// The right id, and a secret that differs in one bit of the byte at `at`.
  private static OperatorToken spoiled(OperatorToken token, int at) {
    String prefix = "lockstep-operator-1.";
    byte[] bytes = Base64.getUrlDecoder().decode(token.text().substring(prefix.length()));
    bytes[at] ^= 1;
    return OperatorToken.parse(
            prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
        .orElseThrow();
  }

  private static OperatorToken strange() {
    return OperatorToken.generate(DataDirectory.AUTHORITY);
  }

  private List<AuditEntry> lockOuts() throws IOException {
    return AuditTrail.read(data, it -> it.act().equals("operator.lock-out")).entries();
  }

  @Test
  void aTokenOpensTheDoorWithTheRoleOfItsAccount() {
    assertThat(ask(anna)).isEqualTo(granted("anna", OperatorRole.ON_CALL));
    assertThat(ask(anna)).isEqualTo(granted("anna", OperatorRole.ON_CALL));
  }

  @Test
  void aTokenOfWhichAnyPartIsWrongDoesNotEvenAfterTheRightOneDid() {
    assertThat(ask(anna)).isInstanceOf(Authentication.Granted.class);
    for (int at : new int[] {0, 7, 8, 20, 39, 40, 71}) {
      assertThat(ask(spoiled(anna, at))).describedAs("byte %d", at).isEqualTo(DENIED);
    }
    assertThat(ask(strange())).isEqualTo(DENIED);
  }

  @Test
  void whatIsNoTokenIsNoGuessEither() {
    for (int i = 0; i < 50; i++) {
      assertThat(operators.authenticate("x".repeat(i), address("192.0.2.7"))).isEqualTo(DENIED);
      assertThat(operators.authenticate(anna.text() + i, address("192.0.2.7"))).isEqualTo(DENIED);
    }
    assertThat(ask(anna)).isInstanceOf(Authentication.Granted.class);
  }

  @Test
  void aChangeCountsFromTheNextRequestOn() throws IOException {
    assertThat(ask(anna)).isEqualTo(granted("anna", OperatorRole.ON_CALL));

    accounts.setRole("anna", OperatorRole.VIEWER);
    assertThat(ask(anna)).isEqualTo(granted("anna", OperatorRole.VIEWER));
    OperatorToken ben = accounts.add("ben", OperatorRole.RELEASE);
    assertThat(ask(ben)).isEqualTo(granted("ben", OperatorRole.RELEASE));
    OperatorToken renewed = accounts.renew("anna");
    assertThat(ask(anna)).isEqualTo(DENIED);
    assertThat(ask(renewed)).isEqualTo(granted("anna", OperatorRole.VIEWER));
    accounts.remove("anna");
    assertThat(ask(renewed)).isEqualTo(DENIED);
    assertThat(ask(ben)).isInstanceOf(Authentication.Granted.class);
  }

  @Test
  void eachRoleMayWhatThoseBeforeItMay() {
    List<OperatorRole> roles = List.of(OperatorRole.values());
    for (OperatorRole role : roles) {
      for (OperatorRole needed : roles) {
        assertThat(role.allows(needed)).isEqualTo(roles.indexOf(role) >= roles.indexOf(needed));
      }
      assertThat(OperatorRole.parse(role.toString())).contains(role);
    }
    assertThat(OperatorRole.values())
        .extracting(OperatorRole::toString)
        .containsExactly("viewer", "on-call", "release");
    assertThat(OperatorRole.parse("ON_CALL")).isEmpty();
  }

  @Test
  void tenWrongTokensLockTheirSourceOutAndTheAuditLogSaysSoOnce() throws IOException {
    for (int i = 0; i < 10; i++) {
      assertThat(ask(strange())).isEqualTo(DENIED);
    }
    for (int i = 0; i < 30; i++) {
      assertThat(ask(strange())).isEqualTo(new Authentication.Locked(Duration.ofMinutes(1)));
    }
    assertThat(ask(anna)).isInstanceOf(Authentication.Locked.class);
    assertThat(from("192.0.2.8", anna)).isInstanceOf(Authentication.Granted.class);
    assertThat(lockOuts()).hasSize(1);
    assertThat(lockOuts().getFirst())
        .satisfies(it -> {
          assertThat(it.who()).isEqualTo("stranger");
          assertThat(it.source()).isEqualTo("192.0.2.7");
          assertThat(it.object()).isEqualTo("source 192.0.2.7");
          assertThat(it.detail()).contains("60 s");
        });

    now = now.plusMillis(59_001);
    assertThat(((Authentication.Locked) ask(strange())).retryAfterSeconds()).isEqualTo(1);
    now = now.plusMillis(999);
    assertThat(ask(spoiled(anna, 20))).isEqualTo(DENIED);
    assertThat(ask(anna)).isInstanceOf(Authentication.Granted.class);
  }

  @Test
  void theAddressesOfOneIpv6NetworkAreOneSource() {
    for (int i = 0; i < 10; i++) {
      assertThat(from("2001:db8:0:7::" + i, strange())).isEqualTo(DENIED);
    }
    assertThat(from("2001:db8:0:7:1:2:3:4", anna)).isInstanceOf(Authentication.Locked.class);
    assertThat(from("2001:db8:0:8::1", anna)).isInstanceOf(Authentication.Granted.class);
  }

  @Test
  void aHundredWrongSecretsFromAnywhereLockAnAccountOut() throws IOException {
    for (int i = 0; i < 100; i++) {
      assertThat(from("192.0.2." + i, spoiled(anna, 20))).isEqualTo(DENIED);
    }
    for (int i = 100; i < 120; i++) {
      assertThat(from("192.0.2." + i, anna)).isInstanceOf(Authentication.Locked.class);
    }
    assertThat(lockOuts()).extracting(AuditEntry::object).containsExactly("operator anna");

    now = now.plus(Duration.ofMinutes(1));
    assertThat(from("192.0.2.200", anna)).isInstanceOf(Authentication.Granted.class);
  }

  @Test
  void anIdThatNobodyHasIsTreatedAsOneThatSomebodyHas() throws IOException {
    OperatorToken strange = strange();
    for (int i = 0; i < 100; i++) {
      assertThat(from("192.0.2." + i, strange)).isEqualTo(DENIED);
    }
    assertThat(from("192.0.2.200", strange)).isInstanceOf(Authentication.Locked.class);
    assertThat(lockOuts()).isEmpty();
  }

  @Test
  void whoWasLetInAMomentAgoIsNotKeptOutByOthersOfTheSameSource() {
    assertThat(ask(anna)).isInstanceOf(Authentication.Granted.class);
    for (int i = 0; i < 10; i++) {
      assertThat(ask(strange())).isEqualTo(DENIED);
    }
    assertThat(ask(anna)).isInstanceOf(Authentication.Granted.class);

    now = now.plus(Recent.TIME).minusSeconds(1);
    assertThat(ask(anna)).isInstanceOf(Authentication.Granted.class);
    for (int i = 0; i < 10; i++) {
      assertThat(ask(strange())).isEqualTo(DENIED);
    }
    now = now.plusSeconds(1);
    assertThat(ask(anna))
        .describedAs("what was looked at five minutes ago is looked at again")
        .isInstanceOf(Authentication.Locked.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"format\":\"lockstep-operators\",\"version\":2,\"operators\":[]}",
        "{\"format\":\"other\",\"version\":1,\"operators\":[]}",
        "{\"format\":\"lockstep-operators\",\"version\":1,\"operators\":[1]}",
        "{\"format\":\"lockstep-operators\",\"version\":1,\"operators\":[{\"name\":\"eve\"}]}",
      })
  void aFileThatIsNoListLetsNobodyInAndIsToldOnce(String content) throws IOException {
    assertThat(ask(anna)).isInstanceOf(Authentication.Granted.class);
    byte[] good = Files.readAllBytes(file());
    Files.writeString(file(), content);

    assertThat(ask(anna)).isEqualTo(DENIED);
    assertThat(ask(anna)).isEqualTo(DENIED);
    assertThat(troubles).singleElement().asString().contains("E-OPERATORS", "backup");

    Files.write(file(), good);
    assertThat(ask(anna)).isInstanceOf(Authentication.Granted.class);
  }

  @Test
  void anAccountThatIsNotAsWeWriteItLetsNobodyIn() throws IOException {
    String good = Files.readString(file());
    for (String[] change :
        new String[][] {
          {"\"anna\"", "\"Anna\""},
          {"on-call", "root"},
          {"on-call", "ON_CALL"},
          {"t=1", "t=99"},
          {"m=64", "m=999999"},
          {"\"role\"", "\"more\": 1, \"role\""},
          {anna.id(), anna.id().substring(1)},
          {"2026-11-22T12:00:00Z", "yesterday"},
        }) {
      Files.writeString(file(), good.replace(change[0], change[1]));
      assertThat(ask(anna)).describedAs(Arrays.toString(change)).isEqualTo(DENIED);
    }
    Files.writeString(
        file(),
        good.replace("]", "," + good.substring(good.indexOf("[") + 1, good.indexOf("]") + 1)));
    assertThat(ask(anna)).describedAs("twice").isEqualTo(DENIED);
    Files.writeString(file(), good + " ".repeat(2 << 20));
    assertThat(ask(anna)).describedAs("too long").isEqualTo(DENIED);
    assertThat(troubles).hasSize(10);

    Files.writeString(file(), good);
    assertThat(ask(anna)).isInstanceOf(Authentication.Granted.class);
  }

  @Test
  void withoutAFileThereAreNoOperatorsAndNobodyIsLockedOutForAsking() throws IOException {
    Path away = data.resolve("away");
    Files.move(file(), away);

    for (int i = 0; i < 20; i++) {
      assertThat(ask(anna)).isEqualTo(DENIED);
    }
    assertThat(troubles).isEmpty();
    Files.move(away, file());
    assertThat(ask(anna)).isInstanceOf(Authentication.Granted.class);
  }

  @Test
  void aFileThatOthersMayWriteLetsNobodyIn() throws IOException {
    for (String mode : List.of("rw--w----", "rw-----w-", "rw-rw-rw-")) {
      Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(mode));
      assertThat(ask(anna)).describedAs(mode).isEqualTo(DENIED);
    }
    assertThat(troubles).hasSize(3).allSatisfy(it -> assertThat(it).contains("chmod 600"));

    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(ask(anna)).isInstanceOf(Authentication.Granted.class);
    accounts.setRole("anna", OperatorRole.VIEWER);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void aLockOutThatCannotBeRecordedIsOneAllTheSame() throws IOException {
    Files.delete(data.resolve("audit.jsonl"));
    for (int i = 0; i < 10; i++) {
      assertThat(ask(strange())).isEqualTo(DENIED);
    }
    assertThat(ask(anna)).isInstanceOf(Authentication.Locked.class);
    assertThat(troubles).singleElement().asString().contains("E-AUDIT");
  }

  @Test
  void noSecretIsToldByWhatThisPrints() throws IOException {
    for (int i = 0; i < 10; i++) {
      assertThat(ask(spoiled(anna, 20))).isEqualTo(DENIED);
    }
    Files.writeString(file(), Files.readString(file()).replace("on-call", "root"));
    assertThat(from("192.0.2.9", anna)).isEqualTo(DENIED);
    String secret = anna.text().substring(anna.text().length() - 80, anna.text().length() - 50);

    assertThat(anna.text()).contains(secret);
    assertThat(
            Files.readString(data.resolve("audit.jsonl"))
                + troubles
                + anna
                + SecretHash.of(anna.proof(), DataDirectory.CHEAP))
        .doesNotContain(secret)
        .doesNotContain("$argon2id");
  }

  @Test
  void aWrongIdTakesAsLongAsAWrongSecret() throws IOException {
    SecretHash.Cost dear = new SecretHash.Cost(32 << 10, 2, 1);
    accounts = OperatorAccounts.open(data, () -> DataDirectory.NOON, DataDirectory.LOCAL, dear);
    accounts.remove("anna");
    anna = accounts.add("anna", OperatorRole.VIEWER);
    assertThat(ask(anna)).isInstanceOf(Authentication.Granted.class); // classes are loaded
    long wrongSecret = Long.MAX_VALUE;
    long wrongId = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      wrongSecret = Math.min(wrongSecret, nanos(spoiled(anna, 20)));
      wrongId = Math.min(wrongId, nanos(strange()));
    }

    assertThat((double) wrongId / wrongSecret).isBetween(0.5, 2.0);
  }

  private long nanos(OperatorToken token) {
    long start = System.nanoTime();
    assertThat(ask(token)).isEqualTo(DENIED);
    return System.nanoTime() - start;
  }

  @Test
  void noMoreThanTwoHashesAreComputedAtATime() throws Exception {
    accounts =
        OperatorAccounts.open(
            data, () -> DataDirectory.NOON, DataDirectory.LOCAL, new SecretHash.Cost(4096, 2, 1));
    accounts.remove("anna");
    anna = accounts.add("anna", OperatorRole.VIEWER);
    int many = 12;
    CountDownLatch running = new CountDownLatch(many);
    List<Future<Authentication>> answers = new ArrayList<>();
    long most = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(many)) {
      for (int i = 0; i < many; i++) {
        String source = "192.0.2." + i;
        answers.add(
            threads.submit(() -> {
              running.countDown();
              running.await();
              return from(source, strange());
            }));
      }
      while (!answers.stream().allMatch(Future::isDone)) {
        most = Math.max(most, computing());
      }
    }

    assertThat(most).isBetween(1L, 2L);
    for (Future<Authentication> answer : answers) {
      assertThat(answer.get()).isIn(DENIED, new Authentication.Locked(Duration.ofSeconds(1)));
    }
  }

  private static long computing() {
    return Thread.getAllStackTraces().values().stream()
        .filter(stack ->
            Arrays.stream(stack)
                .anyMatch(it -> it.getClassName().equals(Argon2BytesGenerator.class.getName())))
        .count();
  }

  private Path file() {
    return data.resolve("operators.json");
  }
}
