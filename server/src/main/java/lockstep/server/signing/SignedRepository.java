package lockstep.server.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.release.Release;
import lockstep.images.release.RolloutStatement;
import lockstep.server.durable.DurableFile;

/// A repository's signed side: `metadata/` and `targets/`. The package tells in what order it is written.
///
/// Safe for many threads and processes: whoever changes it holds a lock in the directory of the online keys, and the
/// others wait. A process has one of these for a repository.
public final class SignedRepository {
  private final Path metadata;
  private final TargetStore targets;
  private final Path onlineKeys;
  private final InstantSource clock;
  private final ReentrantLock changes = new ReentrantLock();

  private SignedRepository(Path repository, Path onlineKeys, InstantSource clock) {
    this.metadata = repository.resolve("metadata");
    this.targets = new TargetStore(repository.resolve("targets"));
    this.onlineKeys = onlineKeys;
    this.clock = clock;
  }

  /// Where the online keys of `repository` are unless an operator says otherwise: beside it, never in it.
  public static Path onlineKeysBeside(Path repository) {
    Path absolute = repository.toAbsolutePath().normalize();
    return absolute.resolveSibling(absolute.getFileName() + ".online");
  }

  /// @throws ProblemException when there is no repository yet
  public static SignedRepository open(Path repository, Path onlineKeys, InstantSource clock)
      throws IOException {
    SignedRepository opened = new SignedRepository(repository, onlineKeys, clock);
    if (!isServed(opened.metadata)) {
      throw new ProblemException(
          new Problem(
              "E-REPOSITORY",
              repository.toString(),
              "is no repository",
              "make one with 'lockstep init REPO --keys DIR'"));
    }
    return opened;
  }

  /// Makes a repository with nothing published, its online keys, and the trusted root beside the keys of people.
  ///
  /// May be repeated after a crash.
  ///
  /// @param threshold how many root keys and how many release keys must sign
  /// @throws ProblemException when there is one already
  public static SignedRepository create(
      Path repository, Path onlineKeys, KeyDirectory keys, int threshold, InstantSource clock)
      throws IOException {
    requireNone(repository);
    SignedRepository created = new SignedRepository(repository, onlineKeys, clock);
    Map<String, byte[]> first =
        FirstState.of(keys, OnlineKeys.create(onlineKeys), threshold, clock.instant());
    Files.createDirectories(created.metadata);
    Files.createDirectories(created.targets.directory());
    DurableFile.write(keys.trustedRoot(), Objects.requireNonNull(first.get(FirstState.ROOT)));
    for (Map.Entry<String, byte[]> file : first.entrySet()) {
      DurableFile.write(created.metadata.resolve(file.getKey()), file.getValue());
    }
    return created;
  }

  /// For whoever is about to make one.
  ///
  /// @throws ProblemException `E-EXISTS` when there is one already
  public static void requireNone(Path repository) throws ProblemException {
    if (isServed(repository.resolve("metadata"))) {
      throw new ProblemException(
          new Problem(
              "E-EXISTS", repository.toString(), "is a repository already", "name another one"));
    }
  }

  private static boolean isServed(Path metadata) {
    return Files.exists(metadata.resolve(NextState.TIMESTAMP));
  }

  /// Publishes a release that everyone takes, as [#publish(List, ReleaseSigner, Audience)].
  public Release publish(List<TargetDraft> drafts, ReleaseSigner signer) throws IOException {
    return publish(drafts, signer, Audience.EVERYONE);
  }

  /// Publishes a release: these targets and no others. Where a rollout statement was ever published, or nobody is to take
  /// the release yet, one for the new release comes with it, in the same instant.
  ///
  /// @return what machines now see
  /// @throws ProblemException when signatures are missing, or a machine would refuse the result; then nothing has changed
  public Release publish(List<TargetDraft> drafts, ReleaseSigner signer, Audience audience)
      throws IOException {
    try (RepositoryLock _ = lock()) {
      SignedState before = settled();
      NextState next = next(before);
      Json.Object role = before.root().signed().object("roles").object("targets");
      next.targets(signer.sign(next.targets(store(drafts)), role));
      if (before.rolloutFile().isPresent() || audience == Audience.NOBODY) {
        next.rollout(store(DraftedRelease.statement(drafts, audience)));
      }
      next.snapshot();
      return serve(before, next)
          .orElseThrow(() -> refused("without a current image it would be no release"));
    }
  }

  /// What release keys would have to sign for [#publish]; nothing is served. Its target files are stored, and nobody asks for
  /// them yet.
  public ReleaseFile draft(List<TargetDraft> drafts) throws IOException {
    try (RepositoryLock _ = lock()) {
      return ReleaseFile.unsigned(next(settled()).targets(store(drafts)));
    }
  }

  /// What root keys, old and new, have to sign for a change of who signs; nothing is served.
  ///
  /// @param onto a change that this one comes on top of; its signatures are of no use any more
  /// @throws ProblemException `E-KEYS` when the edit makes no sense, `E-PUBLISH` when `onto` is out of date
  public KeyChange draft(RootEdit.Edit edit, Optional<KeyChange> onto) throws IOException {
    try (RepositoryLock _ = lock()) {
      SignedState before = settled();
      long version = before.root().version() + 1;
      Json.Object base = before.root().signed();
      if (onto.isPresent()) {
        checkIsNext(onto.get(), version);
        base = onto.get().rootSigned();
      }
      Json.Object root = Draft.nextRoot(edit.apply(base), version, clock.instant());
      return KeyChange.unsigned(
          root,
          changesTargets(before.root().signed(), root)
              ? Optional.of(targetsFor(root, before))
              : Optional.empty());
    }
  }

  /// The same for new keys of the server's own: all of them. They are made beside those in use, which stay until
  /// [the change is made][#change].
  public KeyChange draftOnline(Optional<KeyChange> onto) throws IOException {
    return draft(RootEdit.online(OnlineKeys.following(onlineKeys)), onto);
  }

  /// Who signs releases stands in the root, who signs rollouts in the targets.
  private static boolean changesTargets(Json.Object before, Json.Object after) throws IOException {
    for (String role : new String[] {Role.RELEASE.inMetadata(), "snapshot"}) {
      if (!before.object("roles").object(role).equals(after.object("roles").object(role))) {
        return true;
      }
    }
    return false;
  }

  private Json.Object targetsFor(Json.Object root, SignedState before) throws IOException {
    OnlineKeys keys = OnlineKeys.open(onlineKeys, root);
    return new NextState(before, keys, clock.instant())
        .targets(before.targets().signed().object("targets"));
  }

  private static void checkIsNext(KeyChange change, long version) throws IOException {
    if (change.version() != version) {
      throw refused(
          "it is for version %d of the root, the next one is %d: the keys have been changed meanwhile"
              .formatted(change.version(), version));
    }
  }

  /// Makes a change of keys that enough people signed. Machines follow by themselves.
  ///
  /// The targets, signed so that old and new root accept them, come first: at no instant does a machine meet a root and
  /// targets that do not fit.
  ///
  /// @throws ProblemException when a machine would refuse the result; then nothing has changed
  public void change(KeyChange change) throws IOException {
    try (RepositoryLock _ = lock()) {
      SignedState before = settled();
      checkIsNext(change, before.root().version() + 1);
      change.requireSigned(before.root().signed());
      ClientView view = ClientView.of(metadata);
      Instant now = before.freshAt(clock.instant());
      var _ = view.served(now);
      String rootName = change.version() + ".root.json";
      if (change.targets().isEmpty()) {
        var _ = view.offered(rootName, change.rootFile(), now);
      } else {
        byte[] timestamp = store(resigned(before, change, change.targets().get()));
        var _ = view.offered(timestamp, clock.instant());
        var _ = view.offered(rootName, change.rootFile(), clock.instant());
        DurableFile.write(metadata.resolve(NextState.TIMESTAMP), timestamp);
      }
      DurableFile.write(metadata.resolve(rootName), change.rootFile());
      OnlineKeys.settle(onlineKeys, change.rootSigned());
    }
  }

  /// What is in force, signed so that the root before and the one after accept it.
  private NextState resigned(SignedState before, KeyChange change, OpenEnvelope targets)
      throws IOException {
    OnlineKeys former = OnlineKeys.open(onlineKeys, before.root().signed());
    OnlineKeys keys = OnlineKeys.open(onlineKeys, change.rootSigned());
    NextState next = new NextState(before, keys, former, clock.instant());
    Json.Object wanted = next.targets(before.targets().signed().object("targets"));
    next.targets(new ReleaseFile(targets).sign(wanted, Json.Object.EMPTY));
    if (before.rolloutFile().isPresent()) {
      next.rollout(before.rolloutFile().get().signed().object("targets"));
    }
    next.snapshot();
    return next;
  }

  /// The root in force: the `signed` part.
  public Json.Object root() throws IOException {
    return SignedState.read(metadata).root().signed();
  }

  /// Says who takes which image. Needs only the rollout key, so nobody has to be woken to go back.
  ///
  /// @throws ProblemException when the statement speaks of another release than the one being served
  public void rollout(RolloutStatement statement) throws IOException {
    try (RepositoryLock _ = lock()) {
      SignedState before = settled();
      Release release = readRelease(before).orElseThrow(() -> refused("nothing is published yet"));
      RolloutStatement ours = RolloutStatement.everyoneOnCurrent(release);
      if (statement.release() != ours.release()
          || !statement.current().equals(ours.current())
          || !statement.old().equals(ours.old())) {
        throw refused(
            "the statement speaks of release %d, served is %d"
                .formatted(statement.release(), release.counter()));
      }
      NextState next = next(before);
      next.rollout(store(statement));
      next.snapshot();
      var _ = serve(before, next);
    }
  }

  /// Signs again what the online keys signed and what is past half of its life. To be called every few hours.
  ///
  /// @return the names of what was renewed, empty when all is fresh
  public List<String> renew() throws IOException {
    try (RepositoryLock _ = lock()) {
      SignedState before = settled();
      NextState next = next(before);
      List<String> renewed = new ArrayList<>();
      Optional<SignedState.SignedFile> rollout = before.rolloutFile();
      if (rollout.isPresent() && isDue(rollout.get(), Lifetimes.ROLLOUT)) {
        next.rollout(rollout.get().signed().object("targets"));
        renewed.add("rollout.json");
      }
      if (!renewed.isEmpty() || isDue(before.snapshot(), Lifetimes.SNAPSHOT)) {
        next.snapshot();
        renewed.add("snapshot.json");
      } else if (isDue(before.timestamp(), Lifetimes.TIMESTAMP)) {
        next.timestamp();
      } else {
        return List.of();
      }
      renewed.add(NextState.TIMESTAMP);
      var _ = serve(before, next);
      return List.copyOf(renewed);
    }
  }

  /// @throws ProblemException `E-KEYS` when the online keys are not here, damaged, or not those that machines believe
  public void requireOnlineKeys() throws IOException {
    Json.Object root = root();
    if (!OnlineKeys.open(onlineKeys, root).areNamedBy(root)) {
      throw new ProblemException(
          new Problem(
              "E-KEYS",
              onlineKeys.toString(),
              "the keys here are not those that the root names, so machines refuse what they sign",
              "restore the directory from a backup, or make new ones: lockstep key online"));
    }
  }

  /// What is published, verified as a machine would at a time when nothing had expired; empty when nothing is.
  public Optional<Release> release() throws IOException {
    return readRelease(SignedState.read(metadata));
  }

  /// What is published in `repository`, as [#release]; empty also where nothing was ever signed.
  public static Optional<Release> releaseOf(Path repository, InstantSource clock)
      throws IOException {
    return isServed(repository.resolve("metadata"))
        ? open(repository, onlineKeysBeside(repository), clock).release()
        : Optional.empty();
  }

  /// The statement in force, also when it has expired; empty when none was ever published.
  public Optional<RolloutStatement> statement() throws IOException {
    Optional<SignedState.SignedFile> rollout = SignedState.read(metadata).rolloutFile();
    if (rollout.isEmpty()) {
      return Optional.empty();
    }
    Json.Object targets = rollout.get().signed().object("targets");
    return Optional.of(
        RolloutStatement.parse(targets.object(RolloutStatement.TARGET).object("custom")));
  }

  /// Until when machines believe the statement in force; empty when none was ever published.
  public Optional<Instant> statementExpires() throws IOException {
    Optional<SignedState.SignedFile> rollout = SignedState.read(metadata).rolloutFile();
    return rollout.isPresent() ? Optional.of(rollout.get().expires()) : Optional.empty();
  }

  private Optional<Release> readRelease(SignedState state) throws IOException {
    return Release.of(ClientView.of(metadata).served(state.freshAt(clock.instant())));
  }

  /// The state, and what a change of keys that was cut short left to do is done. Needs the lock.
  private SignedState settled() throws IOException {
    SignedState state = SignedState.read(metadata);
    OnlineKeys.settle(onlineKeys, state.root().signed());
    return state;
  }

  private NextState next(SignedState before) throws IOException {
    OnlineKeys keys = OnlineKeys.open(onlineKeys, before.root().signed());
    return new NextState(before, keys, clock.instant());
  }

  private Json.Object store(List<TargetDraft> drafts) throws IOException {
    Json.ObjectBuilder stored = Json.object();
    for (TargetDraft draft : drafts) {
      if (draft.path().equals(RolloutStatement.TARGET)) {
        throw refused("rollout.json belongs to the rollout role");
      }
      stored.put(draft.path(), targets.add(draft));
    }
    return stored.build();
  }

  private Json.Object store(RolloutStatement statement) throws IOException {
    String name = RolloutStatement.TARGET;
    return Json.object()
        .put(name, targets.add(name, statement.toBytes(), statement.toJson()))
        .build();
  }

  /// Writes the change; a machine that knows the state before must accept it before it is served.
  private Optional<Release> serve(SignedState before, NextState next) throws IOException {
    byte[] timestamp = store(next);
    Instant now = clock.instant();
    ClientView view = ClientView.of(metadata);
    Optional<Release> served = Release.of(view.served(before.freshAt(now)));
    Optional<Release> release = Release.of(view.offered(timestamp, now));
    checkFollows(served, release);
    DurableFile.write(metadata.resolve(NextState.TIMESTAMP), timestamp);
    return release;
  }

  /// Writes all but the timestamp, which nothing leads to before.
  private byte[] store(NextState next) throws IOException {
    byte[] timestamp = null;
    for (Map.Entry<String, byte[]> file : next.files().entrySet()) {
      if (file.getKey().equals(NextState.TIMESTAMP)) {
        timestamp = file.getValue();
      } else {
        DurableFile.write(metadata.resolve(file.getKey()), file.getValue());
      }
    }
    if (timestamp == null) {
      throw new IllegalStateException("a change without a timestamp");
    }
    return timestamp;
  }

  /// A release counter never goes down, and never means two things.
  private static void checkFollows(Optional<Release> served, Optional<Release> offered)
      throws ProblemException {
    if (served.isEmpty()) {
      return;
    }
    long before = served.get().counter();
    long after = offered.map(Release::counter).orElse(-1L);
    boolean same =
        after == before
            && offered.map(SignedRepository::images).equals(served.map(SignedRepository::images));
    if (after <= before && !same) {
      throw refused("release %d cannot follow release %d".formatted(after, before));
    }
  }

  private static List<ImageId> images(Release release) {
    List<ImageId> images = new ArrayList<>(List.of(release.current().id()));
    release.old().ifPresent(old -> images.add(old.id()));
    return images;
  }

  private boolean isDue(SignedState.SignedFile file, Duration lifetime) throws IOException {
    return !clock.instant().isBefore(file.expires().minus(lifetime.dividedBy(2)));
  }

  private static ProblemException refused(String message) {
    return new ProblemException(
        new Problem("E-PUBLISH", "", message, "nothing was changed; correct it and try again"));
  }

  /// Something that several calls make, with no other change of this repository between them.
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException;
  }

  /// Does `work` while nobody else changes the repository; it may call everything here.
  public <T> T exclusively(Work<T> work) throws IOException {
    try (RepositoryLock _ = lock()) {
      return work.run();
    }
  }

  /// The directory of the online keys, which holds what else is nobody's but the server's.
  public Path onlineKeys() {
    return onlineKeys;
  }

  private RepositoryLock lock() throws IOException {
    if (changes.isHeldByCurrentThread()) {
      return RepositoryLock.within(changes);
    }
    if (!Files.isDirectory(onlineKeys)) {
      throw OnlineKeys.missing(onlineKeys);
    }
    return RepositoryLock.take(onlineKeys.resolve("lock"), changes);
  }
}
