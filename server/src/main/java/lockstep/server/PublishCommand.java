package lockstep.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.console.Progress;
import lockstep.images.json.Json;
import lockstep.server.audit.Actor;
import lockstep.server.diff.ReviewDigest;
import lockstep.server.repository.GroupFiles;
import lockstep.server.repository.Publication;
import lockstep.server.repository.PublicationProgress;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
import lockstep.server.rollout.By;
import lockstep.server.rollout.RolloutPlan;
import lockstep.server.rollout.Rollouts;
import lockstep.server.signing.Audience;
import lockstep.server.signing.KeyDirectory;
import lockstep.server.signing.ReleaseFile;
import lockstep.server.signing.ReleaseSigner;
import lockstep.server.signing.SignedRepository;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = "Makes an image current; the image the fleet is on becomes old.",
    footer = {
      "",
      "Examples:",
      "  lockstep publish /srv/lockstep web-2026.11 --keys ~/lockstep-keys --staged",
      "  lockstep rollout start /srv/lockstep",
      "or to all machines at once:",
      "  lockstep publish /srv/lockstep web-2026.11 --keys ~/lockstep-keys",
      "or, signed by several people, each on a machine of their own:",
      "  lockstep publish /srv/lockstep web-2026.11 --unsigned release.json",
      "  lockstep sign release.json --keys ~/lockstep-keys",
      "  lockstep publish /srv/lockstep --finish release.json",
      "",
      "Both deltas and what a fresh machine needs are made first. An image that is",
      "neither of the two any more is retired, and its objects stay for a grace period",
      "(see gc). After a rollback the image the fleet was sent back to stays as old."
    })
final class PublishCommand extends LockstepCommand {
  @Parameters(index = "0", paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "IMAGE",
      description = "label, id, or first digits of an id; not with --finish")
  private @Nullable String image;

  @ArgGroup(multiplicity = "1")
  private Signing signing = new Signing();

  private static final class Signing {
    @Option(names = "--keys", paramLabel = "DIR", description = "the release keys")
    private @Nullable Path keys;

    @Option(
        names = "--unsigned",
        paramLabel = "FILE",
        description = "publish nothing, write what is to be signed")
    private @Nullable Path unsigned;

    @Option(
        names = "--finish",
        paramLabel = "FILE",
        description = "publish what --unsigned wrote and enough people signed")
    private @Nullable Path finish;
  }

  @Option(
      names = "--review",
      paramLabel = "DIGEST",
      description =
          "publish only if this is the SHA-256 of what image diff OLD IMAGE --json prints")
  private String review = "";

  @Option(
      names = "--staged",
      description = "no machine takes it before 'lockstep rollout start' says so")
  private boolean staged;

  @Option(
      names = "--rollout",
      paramLabel = "PERCENT",
      split = ",",
      converter = PercentText.class,
      description =
          "staged, and begin at once with these stages, such as 1,10,50,100, each baked for 30 min;"
              + " see rollout start for more")
  private List<Integer> stages = List.of();

  @Mixin private OnlineKeysOption onlineKeys;

  @Spec private CommandSpec spec;

  PublishCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() {
    if ((image == null) == (signing.finish == null)) {
      throw new ParameterException(
          spec.commandLine(),
          image == null
              ? "which image? Name it after the repository"
              : "--finish publishes the image that was signed: leave out IMAGE");
    }
    if (signing.unsigned != null && (staged || !stages.isEmpty())) {
      throw new ParameterException(
          spec.commandLine(), "nothing is published yet: give --staged or --rollout to --finish");
    }
    if (!stages.isEmpty()) {
      var _ = plan();
    }
    return super.call();
  }

  private RolloutPlan plan() {
    return PlanOptions.standard(stages, clock().instant(), spec.commandLine());
  }

  @Override
  Outcome run(Console console) throws Exception {
    Instant started = clock().instant();
    Repository opened = Repository.open(repository);
    SignedRepository metadata = onlineKeys.open(repository, clock());
    Publication publication = new Publication(opened, metadata, clock(), ReviewDigest::of);
    Rollouts rollouts = new Rollouts(metadata, clock());
    rollouts.checkIsFinished(); // said before anybody is asked for a passphrase
    Path finish = signing.finish;
    ReleaseFile signed = finish == null ? null : ReleaseFile.read(finish);
    StoredImage found =
        opened.find(
            signed == null ? Objects.requireNonNull(image) : signed.current().text("imageId"));
    Optional<ReleaseSigner> signer = signer(signed, metadata);
    try (Progress progress = console.progress("compressing", Progress.Measure.BYTES, 0)) {
      if (signer.isEmpty()) {
        Path unsigned = Objects.requireNonNull(signing.unsigned);
        ReleaseFile draft = publication.draft(found, shownBy(progress));
        ReviewOption.check(review, draft);
        draft.write(unsigned);
        return ReleaseLines.outcome(
            "wrote %s, to be signed; nothing is published".formatted(unsigned),
            draft,
            Optional.empty());
      }
      Publication.Published published =
          publication.publish(found, reviewed(signer.get()), audience(), shownBy(progress));
      if (!stages.isEmpty()) {
        By by = By.unwitnessed(Actor.ofThisProcess().toString());
        var _ = rollouts.start(plan(), by);
      }
      return outcome(found, published, Duration.between(started, clock().instant()));
    }
  }

  private Audience audience() {
    return staged || !stages.isEmpty() ? Audience.NOBODY : Audience.EVERYONE;
  }

  /// Who signs, as far as that can be known before the work of compressing; empty where nobody does yet.
  private Optional<ReleaseSigner> signer(@Nullable ReleaseFile signed, SignedRepository metadata)
      throws IOException {
    Json.Object role = metadata.root().object("roles").object("targets");
    if (signed != null) {
      return Optional.of(signed.requireSigned(role));
    }
    return signing.keys == null
        ? Optional.empty()
        : Optional.of(KeyDirectory.open(signing.keys, Passphrases.ofThisProcess()).unlocked(role));
  }

  /// What is about to be signed is looked at before it is.
  private ReleaseSigner reviewed(ReleaseSigner signer) {
    return (toSign, role) -> {
      ReviewOption.check(review, ReleaseFile.unsigned(toSign));
      return signer.sign(toSign, role);
    };
  }

  private static PublicationProgress shownBy(Progress progress) {
    return new PublicationProgress() {
      @Override
      public void done(long bytes) {
        progress.advance(bytes);
      }

      @Override
      public void expect(long bytes) {
        progress.total(bytes);
      }
    };
  }

  private Outcome outcome(StoredImage image, Publication.Published published, Duration took) {
    long counter = published.release().counter();
    GroupFiles.Made made = published.groups();
    Json.ObjectBuilder json =
        Json.object()
            .put("release", counter)
            .put("current", image.id().toString())
            .put("label", image.label())
            .put("staged", audience() == Audience.NOBODY);
    List<String> lines = new ArrayList<>();
    lines.add("release " + counter + ": current is " + Inert.text(image.label()));
    published
        .old()
        .ifPresent(old -> {
          json.put("old", old.id().toString());
          lines.add("old is %s".formatted(Inert.text(old.label())));
        });
    json.put("retired", Json.texts(published.retired().stream().map(Object::toString).toList()))
        .put("deltaBytes", made.deltaBytes())
        .put("deltaMillis", made.deltas().toMillis())
        .put("solidBytes", made.solidBytes())
        .put("solidMillis", made.solid().toMillis())
        .put("millis", took.toMillis());
    published.retired().forEach(id -> lines.add("retired " + id.abbreviated()));
    lines.add(
        published.old().isPresent()
            ? "both deltas: %s, %s"
                .formatted(Figures.bytes(made.deltaBytes()), Figures.duration(made.deltas()))
            : "no old image yet, so no deltas and nothing to roll back to");
    lines.add(
        "all of it for a fresh machine: %s, %s"
            .formatted(Figures.bytes(made.solidBytes()), Figures.duration(made.solid())));
    if (!stages.isEmpty()) {
      lines.add("its rollout has begun; see: lockstep rollout show " + repository);
    } else if (staged) {
      lines.add("no machine takes it yet; begin with: lockstep rollout start " + repository);
    }
    return new Outcome(json.build(), lines);
  }
}
