package lockstep.agent.converge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.agent.assignment.Order;
import lockstep.agent.converge.Ground.By;
import lockstep.agent.image.Published;
import lockstep.agent.window.Windows;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.images.release.Rollout;
import lockstep.images.release.RolloutStatement;
import lockstep.images.trust.RepositorySimulator;
import lockstep.images.trust.TrustClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The whole table of (rollout, hold, order, `--image`, window, what the machine has).
class ChoiceTest {
  private static final long RELEASE = 7;
  private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");
  private static final Windows SHUT = Windows.parse(List.of("Sat 10:00-11:00 UTC"));

  @TempDir static Path directory;
  private static Release release;

  @BeforeAll
  static void sign() throws IOException {
    RepositorySimulator signers = new RepositorySimulator();
    for (String role : List.of("current", "old")) {
      signers.add(
          PublishedImage.targetPath(id(role)),
          new byte[1],
          Json.object()
              .put("role", role)
              .put("release", RELEASE)
              .put("imageId", id(role).toString())
              .put("label", "the-" + role)
              .put("manifestBytes", 10)
              .put("totalBytes", 20)
              .build());
    }
    signers.publishTargets();
    TrustClient client = new TrustClient(directory, signers, signers);
    client.init(signers.firstRoot());
    release = Release.of(client.refresh()).orElseThrow();
  }

  private static ImageId id(String name) {
    return new ImageId(ContentHash.of(name.getBytes(StandardCharsets.UTF_8)));
  }

  private enum Said {
    CURRENT,
    OLD,
    HALT,
    EXPIRED,
    NOTHING;

    Rollout rollout() {
      return switch (this) {
        case CURRENT -> staged(10_000, RolloutStatement.Pace.RUNNING);
        case OLD -> staged(0, RolloutStatement.Pace.RUNNING);
        case HALT -> staged(10_000, RolloutStatement.Pace.HALTED);
        case EXPIRED -> new Rollout.Held("it expired");
        case NOTHING -> new Rollout.Unstaged();
      };
    }
  }

  private static Rollout staged(int below, RolloutStatement.Pace pace) {
    return new Rollout.Staged(
        new RolloutStatement(
            RELEASE, id("current"), Optional.of(id("old")), below, List.of("canary"), "", pace));
  }

  /// What was said to the machine alone; the number of each order is 5.
  private enum Told {
    NOTHING("", false),
    FORCE_CURRENT("current", true),
    FORCE_OLD("old", true),
    FORCE_OTHER("other", true),
    STALE_FORCE("current", true),
    PIN_CURRENT("current", false),
    PIN_OLD("old", false),
    PIN_OTHER("other", false),
    EXPIRED_PIN("old", false);

    final String image;
    final boolean force;

    Told(String image, boolean force) {
      this.image = image;
      this.force = force;
    }

    Optional<Order> order() {
      return this == NOTHING
          ? Optional.empty()
          : Optional.of(
              new Order(
                  5,
                  id(image).toString(),
                  force ? Order.Kind.FORCE : Order.Kind.PIN,
                  this == STALE_FORCE ? RELEASE - 1 : RELEASE,
                  NOW.getEpochSecond() + (this == EXPIRED_PIN ? 0 : 1),
                  "anna",
                  "why not",
                  0));
    }

    /// Whether it holds at all, for an image that there is.
    boolean counts() {
      return order().isPresent()
          && !image.equals("other")
          && this != STALE_FORCE
          && this != EXPIRED_PIN;
    }
  }

  /// Of what was undone: which image, and which order stood then.
  private enum Undone {
    NONE("", 0),
    CURRENT("current", 0),
    OLD("old", 0),
    CURRENT_AFTER_THE_ORDER("current", 5),
    CURRENT_AFTER_ANOTHER("current", 4);

    final String image;
    final long order;

    Undone(String image, long order) {
      this.image = image;
      this.order = order;
    }
  }

  record Row(Said said, Told told, Undone undone, String wish, String base, boolean shut) {
    Choice choice() throws ProblemException {
      return choice(Optional.of(wish).filter(word -> !word.isEmpty()));
    }

    private Choice choice(Optional<String> image) throws ProblemException {
      return Choice.of(new Published(release, said.rollout()), facts(), standing(), image);
    }

    private Memory.Facts facts() {
      return new Memory.Facts(
          Optional.empty(),
          "",
          base.isEmpty() ? Optional.empty() : Optional.of(id(base)),
          new Memory.Seen(RELEASE, 0, List.of()),
          undone == Undone.NONE
              ? List.of()
              : List.of(new Hold(id(undone.image), RELEASE, undone.order, "")),
          "",
          0,
          0,
          0,
          Optional.empty());
    }

    private Standing standing() {
      return new Standing(
          "web-17", List.of("web"), told.order(), NOW, shut ? SHUT : Windows.ALWAYS);
    }

    boolean halted() {
      return said == Said.HALT || said == Said.EXPIRED;
    }
  }

  /// What must come out, said the other way round: first who has the word, then who may put it off.
  private record Expected(By by, String image, List<String> puttingOff) {
    static Expected of(Row row) {
      if (!row.wish().isEmpty()) {
        return new Expected(By.OPTION, row.wish(), List.of());
      }
      List<String> off = new ArrayList<>();
      By by = row.told().counts() ? (row.told().force ? By.FORCE : By.PIN) : By.ROLLOUT;
      String image = by == By.ROLLOUT ? byRollout(row) : row.told().image;
      boolean toCurrent = image.equals("current") && !row.base().equals("current");
      if (row.halted() && (image.isEmpty() || (by == By.PIN && toCurrent))) {
        off.add("E-HALTED");
      }
      boolean heldOff = row.undone().image.equals(image) && row.undone() != Undone.NONE;
      boolean repairOnly = by == By.ROLLOUT && row.halted();
      if (heldOff && !repairOnly && (by != By.FORCE || row.undone().order == 5)) {
        off.add("E-HELD");
      }
      if (row.shut() && by != By.FORCE) {
        off.add("E-WINDOW");
      }
      return new Expected(by, image, off);
    }

    private static String byRollout(Row row) {
      return switch (row.said()) {
        case CURRENT, NOTHING -> "current";
        case OLD -> "old";
        case HALT, EXPIRED -> row.base().equals("other") ? "" : row.base();
      };
    }
  }

  static List<Row> table() {
    List<Row> rows = new ArrayList<>();
    for (Said said : Said.values()) {
      for (Told told : Told.values()) {
        for (Undone undone : Undone.values()) {
          for (String wish : List.of("", "current", "old")) {
            for (String base : List.of("", "current", "old", "other")) {
              rows.add(new Row(said, told, undone, wish, base, false));
              rows.add(new Row(said, told, undone, wish, base, true));
            }
          }
        }
      }
    }
    return rows;
  }

  @Test
  void everyRowOfTheTable() throws ProblemException {
    assertThat(table()).hasSizeGreaterThan(5000);
    for (Row row : table()) {
      Choice choice = row.choice();
      Expected expected = Expected.of(row);
      assertThat(choice.image().map(PublishedImage::id))
          .as(row.toString())
          .isEqualTo(
              expected.image().isEmpty() ? Optional.empty() : Optional.of(id(expected.image())));
      assertThat(choice.ground().by()).as(row.toString()).isEqualTo(expected.by());
      assertThat(choice.ground().order())
          .as(row.toString())
          .isEqualTo(row.told().counts() && row.wish().isEmpty() ? 5 : 0);
      assertThat(choice.deferred().map(Problem::code))
          .as(row.toString())
          .isEqualTo(expected.puttingOff().stream().findFirst());
      boolean unknown =
          row.wish().isEmpty() && (row.told() == Told.FORCE_OTHER || row.told() == Told.PIN_OTHER);
      assertThat(choice.warning().map(Problem::code))
          .as(row.toString())
          .isEqualTo(
              unknown
                  ? Optional.of("W-ORDER")
                  : gaveCurrentBack(row, choice) ? Optional.of("E-HELD") : Optional.empty());
    }
  }

  /// While nobody newly takes current.
  private static boolean gaveCurrentBack(Row row, Choice choice) {
    return choice.ground().by() == By.ROLLOUT
        && (row.said() == Said.HALT || row.said() == Said.EXPIRED)
        && row.undone().image.equals("current")
        && row.base().equals("old");
  }

  private static final Row PLAIN =
      new Row(Said.CURRENT, Told.NOTHING, Undone.NONE, "", "old", false);

  @ParameterizedTest
  @CsvSource({
    "5, 7, true, 2026-11-28T09:00:00Z, FORCE",
    "5, 8, true, 2026-11-28T09:00:00Z, ROLLOUT", // of a release that is not here yet
    "5, 7, false, 2026-11-28T08:59:59Z, ROLLOUT",
    "5, 7, false, 2026-11-28T09:00:01Z, PIN",
    "5, 1, false, 2026-11-28T09:00:01Z, PIN" // a pin outlives releases
  })
  void anOrderStandsForItsTime(long number, long of, boolean force, Instant expires, By by)
      throws ProblemException {
    Order.Kind kind = force ? Order.Kind.FORCE : Order.Kind.PIN;
    Order order =
        new Order(number, id("old").toString(), kind, of, expires.getEpochSecond(), "anna", "", 0);
    Standing standing = new Standing("m", List.of(), Optional.of(order), NOW, Windows.ALWAYS);
    Published published = new Published(release, Said.CURRENT.rollout());
    assertThat(Choice.of(published, PLAIN.facts(), standing, Optional.empty()).ground().by())
        .isEqualTo(by);
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void nonsenseOfAServerIsAWarningAndNothingElse(String image) throws ProblemException {
    Order order = new Order(-1, image, Order.Kind.FORCE, RELEASE, -1, "\033[2J", "\n", -1);
    Standing standing = new Standing("m", List.of(), Optional.of(order), NOW, Windows.ALWAYS);
    Published published = new Published(release, Said.OLD.rollout());
    Choice choice = Choice.of(published, PLAIN.facts(), standing, Optional.empty());
    assertThat(choice.image().map(PublishedImage::id)).contains(id("old"));
    assertThat(choice.warning().map(Problem::code)).contains("W-ORDER");
  }

  static List<String> nonsense() {
    return List.of("", "current", "x".repeat(64_000), id("current").toString().substring(0, 63));
  }

  @Test
  void theGroupsOfTheCertificateTakeCurrentBeforeTheirBucketDoes() throws ProblemException {
    Standing canary =
        new Standing("web-17", List.of("canary"), Optional.empty(), NOW, Windows.ALWAYS);
    Published published = new Published(release, Said.OLD.rollout());
    Choice choice = Choice.of(published, PLAIN.facts(), canary, Optional.empty());
    assertThat(choice.image().map(PublishedImage::id)).contains(id("current"));
    assertThat(choice.ground().because()).contains("its group canary");
    Choice other = Choice.of(published, PLAIN.facts(), PLAIN.standing(), Optional.empty());
    assertThat(other.ground().because()).contains("its bucket is").contains("the groups canary");
  }

  /// Or a server would take it for one that never had the image.
  @Test
  void whileHaltedAMachineThatGaveCurrentBackSaysSo() throws ProblemException {
    Row gaveBack = new Row(Said.HALT, Told.NOTHING, Undone.CURRENT, "", "old", false);
    assertThat(gaveBack.choice().deferred()).isEmpty();
    assertThat(gaveBack.choice().warning().orElseThrow().code()).isEqualTo("E-HELD");
    for (Row other :
        List.of(
            new Row(Said.HALT, Told.NOTHING, Undone.NONE, "", "old", false),
            new Row(Said.HALT, Told.NOTHING, Undone.OLD, "", "old", false),
            new Row(Said.HALT, Told.NOTHING, Undone.CURRENT, "", "current", false))) {
      assertThat(other.choice().warning()).isEmpty();
    }
  }

  @Test
  void whyItWaitsSaysWhenTheWindowOpens() throws ProblemException {
    Row row = new Row(Said.CURRENT, Told.NOTHING, Undone.NONE, "", "old", true);
    assertThat(row.choice().deferred().orElseThrow().message())
        .contains("opens at 2026-11-28T10:00:00Z");
  }

  @Test
  void anOlderReleaseThanWasSeenIsRefused() {
    Memory.Facts later =
        new Memory.Facts(
            Optional.empty(),
            "",
            Optional.empty(),
            new Memory.Seen(RELEASE + 1, 0, List.of()),
            List.of(),
            "",
            0,
            0,
            0,
            Optional.empty());
    Published published = new Published(release, Said.NOTHING.rollout());
    assertThatThrownBy(() -> Choice.of(published, later, PLAIN.standing(), Optional.of("current")))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("E-ROLLBACK"));
  }
}
