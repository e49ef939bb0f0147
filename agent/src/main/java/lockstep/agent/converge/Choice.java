package lockstep.agent.converge;

import java.time.Instant;
import java.util.Optional;
import lockstep.agent.assignment.Order;
import lockstep.agent.image.Published;
import lockstep.agent.window.Windows;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.images.release.Take;

/// Which of the published images this machine is to be on, by whose word, and if it is not to go there now, why. All that
/// has a say meets here:
///
///     --image               over everything
///     a force               over rollout, halt, windows and an undo before it, while its release is the newest
///     a pin                 over the rollout's stages, until it expires; no newcomer on current while the rollout is halted
///     the rollout           for everybody else
///     a hold, the windows   can only put off what pin and rollout want; a hold also a force that was carried out before it
///
/// @param image empty: neither is to be taken
/// @param deferred why the root is left as it is, if it differs from `image`
/// @param warning of an order that cannot be obeyed, or why the machine would not take current either
public record Choice(
    Optional<PublishedImage> image,
    Ground ground,
    Optional<Problem> deferred,
    Optional<Problem> warning) {
  /// @param wish `--image`
  /// @throws ProblemException `E-IMAGE` when the wish names no published image, `E-ROLLBACK` when the repository offers an
  ///     older release than this machine has seen
  static Choice of(
      Published published, Memory.Facts facts, Standing standing, Optional<String> wish)
      throws ProblemException {
    refuseOlder(published.release(), facts);
    if (wish.isPresent()) {
      return take(published.named(wish.get()), Ground.OPTION);
    }
    Optional<Order> order = standing.order().filter(given -> stands(given, published, standing));
    Optional<PublishedImage> ordered = order.flatMap(given -> find(published.release(), given));
    if (order.isEmpty() || ordered.isEmpty()) {
      Choice rollout = byRollout(published, facts, standing).unlessShut(standing);
      return rollout.warning(order.map(given -> unknown(given, published.release())));
    }
    Choice choice = take(ordered.get(), Ground.of(order.get()));
    if (order.get().kind() == Order.Kind.FORCE) {
      boolean refused =
          Hold.find(facts.holds(), ordered.get().id(), published.release().counter())
              .filter(hold -> hold.order() == order.get().number())
              .isPresent();
      return refused ? choice.unlessHeld(published.release(), facts) : choice;
    }
    return choice
        .unlessHalted(published, facts, standing)
        .unlessHeld(published.release(), facts)
        .unlessShut(standing);
  }

  private static void refuseOlder(Release release, Memory.Facts facts) throws ProblemException {
    if (release.counter() < facts.seen().release()) {
      throw new ProblemException(
          new Problem(
              "E-ROLLBACK",
              "",
              "the repository offers release %d, this machine has seen release %d"
                  .formatted(release.counter(), facts.seen().release()),
              "the repository was restored from an old copy, or is not the one this machine belongs to"));
    }
  }

  private static boolean stands(Order order, Published published, Standing standing) {
    return switch (order.kind()) {
      case FORCE -> order.release() == published.release().counter();
      case PIN ->
          Long.compareUnsigned(Math.max(0, standing.now().getEpochSecond()), order.expires()) < 0;
    };
  }

  private static Optional<PublishedImage> find(Release release, Order order) {
    if (release.current().id().toString().equals(order.image())) {
      return Optional.of(release.current());
    }
    return release.old().filter(old -> old.id().toString().equals(order.image()));
  }

  private static Problem unknown(Order order, Release release) {
    return new Problem(
        "W-ORDER",
        "",
        "order %d by %s names image '%.12s', which is neither of the two that release %d signed: the rollout decides"
            .formatted(order.number(), order.by(), order.image(), release.counter()),
        "give the order anew, for current or old");
  }

  private static Choice byRollout(Published published, Memory.Facts facts, Standing standing) {
    Release release = published.release();
    Ground ground = Ground.of(published, standing);
    return switch (published.rollout().decide(standing.machine(), standing.groups())) {
      case CURRENT -> take(release.current(), ground).unlessHeld(release, facts);
      case OLD -> take(release.old().orElse(release.current()), ground).unlessHeld(release, facts);
      case HOLD -> stay(release, facts, ground);
    };
  }

  private static Choice take(PublishedImage image, Ground ground) {
    return new Choice(Optional.of(image), ground, Optional.empty(), Optional.empty());
  }

  /// Nobody newly takes current; what a machine has is still repaired.
  private static Choice stay(Release release, Memory.Facts facts, Ground ground) {
    Optional<PublishedImage> present = facts.base().flatMap(release::find);
    if (present.isPresent()) {
      // The server must not take a machine that gave current back for one that never had it.
      boolean gaveBack = !present.get().equals(release.current());
      Optional<Hold> hold = Hold.find(facts.holds(), release.current().id(), release.counter());
      return take(present.get(), ground)
          .warning(hold.filter(_ -> gaveBack).map(of -> held(of, release.current().label())));
    }
    return new Choice(
        Optional.empty(),
        ground,
        Optional.of(halted("this machine is on neither image")),
        Optional.empty());
  }

  private static Problem halted(String and) {
    return new Problem(
        "E-HALTED",
        "",
        "the rollout is halted, or its statement has expired or is missing, and " + and,
        "look at `lockstep rollout show`; to take an image now: --image current or --image old");
  }

  private Choice unlessHalted(Published published, Memory.Facts facts, Standing standing) {
    boolean halted = published.rollout().decide(standing.machine(), standing.groups()) == Take.HOLD;
    PublishedImage current = published.release().current();
    boolean newly =
        image.filter(current::equals).isPresent()
            && !facts.base().equals(Optional.of(current.id()));
    return halted && newly
        ? defer(halted("this machine is not on current yet, to which it is pinned"))
        : this;
  }

  private Choice unlessHeld(Release release, Memory.Facts facts) {
    String label = image.map(PublishedImage::label).orElse("");
    return image
        .flatMap(wanted -> Hold.find(facts.holds(), wanted.id(), release.counter()))
        .map(hold -> defer(held(hold, label)))
        .orElse(this);
  }

  private static Problem held(Hold hold, String label) {
    String why =
        hold.why().isEmpty() ? "by hand or because a critical trigger or probe failed" : hold.why();
    return new Problem(
        "E-HELD",
        "",
        "image %s was undone on this machine: %s".formatted(label, why),
        "it stays off until the next release; to take it now: `lockstep fleet force`, or here --image "
            + label);
  }

  private Choice unlessShut(Standing standing) {
    return mayBegin(standing.windows(), standing.now())
        ? this
        : defer(shut(standing.windows(), standing.now()));
  }

  /// Whether a commit may begin now.
  boolean mayBegin(Windows windows, Instant now) {
    return ground.by() == Ground.By.OPTION || ground.by() == Ground.By.FORCE || windows.isOpen(now);
  }

  static Problem shut(Windows windows, Instant now) {
    return new Problem(
        "E-WINDOW",
        "",
        "this machine is outside its maintenance windows; "
            + windows
                .nextChange(now)
                .map(at -> "the next one opens at " + at)
                .orElse("none opens within two weeks"),
        "wait for it, or run `lockstep-agent converge` on the machine, which asks for no window");
  }

  /// The first reason is the one that counts.
  private Choice defer(Problem reason) {
    return deferred.isPresent() ? this : new Choice(image, ground, Optional.of(reason), warning);
  }

  private Choice warning(Optional<Problem> of) {
    return new Choice(image, ground, deferred, of.or(() -> warning));
  }
}
