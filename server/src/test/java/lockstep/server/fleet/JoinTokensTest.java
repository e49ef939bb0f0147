package lockstep.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import lockstep.images.ContentHash;
import lockstep.images.identity.JoinToken;
import lockstep.images.identity.Secret;
import lockstep.proto.JoinTokenMsg;
import lockstep.proto.NewJoinTokenMsg;
import lockstep.server.fleet.JoinTokens.Redeemed;
import lockstep.server.fleet.JoinTokens.Wish;
import lockstep.server.store.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinTokensTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final ContentHash KEY = ContentHash.of(new byte[] {1});
  private static final ContentHash OTHER_KEY = ContentHash.of(new byte[] {2});
  private static final JoinTokens.Trust TRUST =
      new JoinTokens.Trust(7, ContentHash.of(new byte[] {3}), ContentHash.of(new byte[] {4}));
  private static final NewJoinTokenMsg ONE_USE =
      NewJoinTokenMsg.newBuilder().setUses(1).setValidSeconds(3600).build();

  @TempDir Path directory;
  private Database database;
  private JoinTokens tokens;

  @BeforeEach
  void open() throws IOException {
    database = Database.open(directory);
    tokens = new JoinTokens(database);
  }

  @AfterEach
  void close() throws IOException {
    database.close();
  }

  private JoinToken make(NewJoinTokenMsg wanted) throws IOException {
    return make(wanted, NOON);
  }

  private JoinToken make(NewJoinTokenMsg wanted, Instant now) throws IOException {
    JoinTokenMsg drawn = tokens.draw(wanted, TRUST, "anna", now);
    tokens.keep(drawn);
    return JoinToken.parse(drawn.getText());
  }

  private Redeemed redeem(JoinToken token, String name, ContentHash key, Instant now)
      throws IOException {
    return tokens.redeem(token.id(), token.secret(), new Wish(name, ""), key, now);
  }

  @Test
  void aTokenLetsOneMachineInOnceAndSaysWhomToBelieve() throws IOException {
    JoinToken token = make(ONE_USE.toBuilder().addGroups("canary").build());
    assertThat(token.root()).isEqualTo(TRUST.root());
    assertThat(token.authority()).isEqualTo(TRUST.authority());
    assertThat(redeem(token, "m1", KEY, NOON))
        .isEqualTo(new Redeemed.Granted(new MachineId("m1"), List.of("canary"), 7, false, false));
    assertThat(redeem(token, "m2", OTHER_KEY, NOON))
        .isEqualTo(new Redeemed.Refused("this join token has been used"));
  }

  @Test
  void whereAnAnswerWasLostTheSameMachineGetsItAgain() throws IOException {
    JoinToken token = make(ONE_USE);
    assertThat(redeem(token, "m1", KEY, NOON)).isInstanceOf(Redeemed.Granted.class);
    assertThat(redeem(token, "m1", KEY, NOON)).isInstanceOf(Redeemed.Granted.class);
    assertThat(redeem(token, "m2", KEY, NOON)).isInstanceOf(Redeemed.Refused.class);
  }

  @Test
  void aUseThatIsGivenBackCanBeTaken() throws IOException {
    JoinToken token = make(ONE_USE);
    assertThat(redeem(token, "m1", KEY, NOON)).isInstanceOf(Redeemed.Granted.class);
    tokens.release(token.id(), new MachineId("m1"), KEY);
    assertThat(redeem(token, "m2", OTHER_KEY, NOON)).isInstanceOf(Redeemed.Granted.class);
  }

  @Test
  void anExpiredTokenIsRefusedFromTheVerySecond() throws IOException {
    JoinToken token = make(ONE_USE);
    Instant end = NOON.plusSeconds(3600);
    assertThat(redeem(token, "m1", KEY, end))
        .isEqualTo(new Redeemed.Refused("this join token has expired"));
    assertThat(redeem(token, "m1", KEY, end.minusSeconds(1))).isInstanceOf(Redeemed.Granted.class);
  }

  @Test
  void aWrongSecretAndATokenThatIsNotThereAreTheSame() throws IOException {
    JoinToken token = make(ONE_USE);
    Wish wish = new Wish("m1", "");
    assertThat(tokens.redeem(token.id(), Secret.draw(), wish, KEY, NOON))
        .isEqualTo(tokens.redeem(token.id() + 1, token.secret(), wish, KEY, NOON))
        .isInstanceOf(Redeemed.Wrong.class);
    assertThat(redeem(token, "m1", KEY, NOON)).isInstanceOf(Redeemed.Granted.class);
  }

  @Test
  void aTokenForOneMachineNamesIt() throws IOException {
    JoinToken token = make(ONE_USE.toBuilder().setMachine("web-17").build());
    assertThat(redeem(token, "web-18", KEY, NOON)).isInstanceOf(Redeemed.Refused.class);
    assertThat(tokens.redeem(token.id(), token.secret(), new Wish("", "random"), KEY, NOON))
        .isInstanceOfSatisfying(
            Redeemed.Granted.class,
            granted -> assertThat(granted.machine().value()).isEqualTo("web-17"));
  }

  @Test
  void aMachineThatNobodyNamesHasItsOwnName() throws IOException {
    JoinToken token = make(ONE_USE);
    assertThat(tokens.redeem(token.id(), token.secret(), new Wish("", "../x"), KEY, NOON))
        .isInstanceOf(Redeemed.Refused.class);
    assertThat(tokens.redeem(token.id(), token.secret(), new Wish("", "random"), KEY, NOON))
        .isInstanceOfSatisfying(
            Redeemed.Granted.class,
            granted -> assertThat(granted.machine().value()).isEqualTo("random"));
  }

  @Test
  void ofManyUsesNoneIsTakenTwice() throws IOException {
    JoinToken token = make(ONE_USE.toBuilder().setUses(20).build());
    List<Thread> threads =
        Stream.iterate(0, i -> i + 1)
            .limit(30)
            .map(i -> Thread.ofVirtual().start(() -> redeemUnchecked(token, i)))
            .toList();
    for (Thread thread : threads) {
      join(thread);
    }
    assertThat(tokens.all().getFirst().getJoinedCount()).isEqualTo(20);
  }

  private void redeemUnchecked(JoinToken token, int number) {
    try {
      var _ = redeem(token, "m" + number, ContentHash.of(new byte[] {(byte) number}), NOON);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRemovedTokenIsOver() throws IOException {
    JoinToken token = make(ONE_USE);
    assertThat(tokens.has(token.id())).isTrue();
    tokens.remove(token.id());
    assertThat(tokens.has(token.id())).isFalse();
    assertThat(redeem(token, "m1", KEY, NOON)).isInstanceOf(Redeemed.Wrong.class);
  }

  @Test
  void theSecretIsNowhereButInTheAnswer() throws IOException {
    byte[] secret = make(ONE_USE).secret().bytes();
    assertThat(tokens.all().getFirst().getText()).isEmpty();
    assertThat(tokens.all().getFirst().getSecretHash().isEmpty()).isTrue();
    database.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(contains(Files.readAllBytes(file), secret)).as(file.toString()).isFalse();
      }
    }
    database = Database.open(directory);
  }

  private static boolean contains(byte[] whole, byte[] part) {
    for (int at = 0; at + part.length <= whole.length; at++) {
      if (java.util.Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void whatExpiredLongAgoIsForgottenWhenTheNextIsMade() throws IOException {
    make(ONE_USE);
    make(ONE_USE, NOON.plus(Duration.ofDays(2)));
    assertThat(tokens.all()).hasSize(2);
    make(ONE_USE, NOON.plus(Duration.ofDays(8)));
    assertThat(tokens.all()).hasSize(2);
  }

  @Test
  void aTokenThatWasDrawnOnlyOpensNothing() throws IOException {
    JoinToken token = JoinToken.parse(tokens.draw(ONE_USE, TRUST, "anna", NOON).getText());
    assertThat(redeem(token, "m1", KEY, NOON)).isInstanceOf(Redeemed.Wrong.class);
  }

  @Test
  void aTokenThatCannotBeIsObjectedTo() {
    assertThat(JoinTokens.objection(ONE_USE)).isEmpty();
    assertThat(JoinTokens.objection(ONE_USE.toBuilder().setUses(0).build())).isPresent();
    assertThat(JoinTokens.objection(ONE_USE.toBuilder().setUses(1001).build())).isPresent();
    assertThat(JoinTokens.objection(ONE_USE.toBuilder().setValidSeconds(0).build())).isPresent();
    assertThat(JoinTokens.objection(ONE_USE.toBuilder().setValidSeconds(-1).build())).isPresent();
    assertThat(JoinTokens.objection(ONE_USE.toBuilder().setMachine("../x").build())).isPresent();
    assertThat(JoinTokens.objection(ONE_USE.toBuilder().setMachine("m").setUses(2).build()))
        .isPresent();
    assertThat(JoinTokens.objection(ONE_USE.toBuilder().setReplaces(true).build())).isPresent();
    assertThat(JoinTokens.objection(ONE_USE.toBuilder().setMachine("m").setReplaces(true).build()))
        .isEmpty();
    assertThat(JoinTokens.objection(ONE_USE.toBuilder().addGroups("a b").build())).isPresent();
    assertThat(JoinTokens.objection(ONE_USE.toBuilder().addGroups("canary").build())).isEmpty();
  }
}
