package lockstep.agent.converge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.agent.commit.Committer;
import lockstep.agent.fetch.FetchArea;
import lockstep.agent.image.FetchedImage;
import lockstep.agent.image.Published;
import lockstep.agent.image.Repository;
import lockstep.agent.journal.Transaction;
import lockstep.agent.limit.Caps;
import lockstep.agent.mirror.Mirrors;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.Planner;
import lockstep.agent.plan.Planner.Reading;
import lockstep.agent.plan.RightsPolicy;
import lockstep.agent.plan.SwapPolicy;
import lockstep.agent.report.Outcome;
import lockstep.agent.report.Report;
import lockstep.agent.report.Report.Measured;
import lockstep.agent.report.StaleProcess;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.agent.source.GoneException;
import lockstep.agent.stage.RootChangedException;
import lockstep.agent.stage.StagedUpdate;
import lockstep.agent.stage.Stager;
import lockstep.agent.trigger.TriggerRunner;
import lockstep.agent.watch.FullScan;
import lockstep.agent.watch.Knowledge;
import lockstep.agent.window.Windows;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.images.tree.Directory;

/// One converge, see the package's story. Make a new one for each. Not for several threads.
public final class UpdateCycle {
  /// How often a root that changes under the plan is planned for anew.
  private static final int ATTEMPTS = 3;

  /// Whether triggers run.
  public enum TriggerUse {
    RUN,
    /// `--no-triggers`
    SKIP
  }

  /// What the caller wants of this converge.
  ///
  /// @param standing who the machine is, and what holds for it alone
  /// @param image `--image`: overrides whatever else decides
  /// @param commit `--commit`
  /// @param knowledge of whoever watches the root
  public record Wish(
      Standing standing,
      Optional<String> image,
      Reading reading,
      TriggerUse triggers,
      SwapPolicy.Style commit,
      RightsPolicy rights,
      Knowledge knowledge) {}

  private final AgentHome home;
  private final ManagedRoot root;
  private final Mirrors mirrors;
  private final Watcher watcher;
  private final InstantSource clock;
  private final Caps caps;
  private final Wish wish;
  private final Attempts attempts;

  private final Stopwatch total = new Stopwatch();
  private final CommandLog log;
  private final List<Problem> problems = new ArrayList<>();
  private List<StaleProcess> stale = List.of();
  private Report.Wanted wanted = Report.Wanted.UNKNOWN;
  private final Look look;
  private boolean checkFailed;
  private long scanMillis;
  private long stageMillis;
  private long commitMillis;
  private long filesHashed;
  private long bytesStaged;

  /// @param root opened with the pace of `caps`
  /// @param caps lifted
  /// @param log with what was done already that belongs into this run's report
  public UpdateCycle(
      AgentHome home,
      ManagedRoot root,
      Mirrors mirrors,
      Watcher watcher,
      InstantSource clock,
      Caps caps,
      Wish wish,
      CommandLog log) {
    this.home = home;
    this.root = root;
    this.mirrors = mirrors;
    this.watcher = watcher;
    this.clock = clock;
    this.caps = caps;
    this.wish = wish;
    attempts = new Attempts(home.state());
    look =
        new Look(
            root.directory(),
            new Planner(home.indexPath(), clock, SwapPolicy.FILES),
            wish.knowledge());
    this.log = log;
  }

  /// Converges the root.
  ///
  /// @param repository with its root of trust given
  /// @throws ProblemException what stops it before anything in the root was changed, or, with `E-COMMIT`, what could not
  ///     be finished or taken back
  public Report run(Repository repository) throws IOException, InterruptedException {
    try (Workspace workspace = root.workspace();
        Workspace.Lock _ = workspace.lock()) {
      TriggerRunner triggers = new TriggerRunner(root.path(), clock, watcher::alive);
      watcher.phase(Watcher.Phase.RECOVER);
      if (workspace.hasStage()) {
        attempts.again();
      }
      recover(home, root, workspace, triggers, Recovery.Commands.RUN, log);
      caps.hold();
      watcher.phase(Watcher.Phase.REFRESH);
      Published published = repository.refresh();
      try {
        return take(published, repository, workspace, triggers);
      } catch (GoneException e) {
        // Another release may have replaced this one meanwhile.
        watcher.phase(Watcher.Phase.REFRESH);
        Published now = repository.refresh();
        if (now.release().counter() == published.release().counter()) {
          throw e;
        }
        return take(now, repository, workspace, triggers);
      }
    } finally {
      attempts.over();
      watcher.phase(Watcher.Phase.DONE);
      caps.lift();
    }
  }

  /// Has the next [#recover] take back what the agent came to no end of, and hold its image; not where the root is still untouched by
  /// that: then it is not what keeps an agent from starting.
  ///
  /// @param why what speaks against it
  public static void condemn(AgentHome home, ManagedRoot root, String why) throws IOException {
    try (Workspace workspace = root.workspace();
        Workspace.Lock _ = workspace.lock()) {
      Attempts attempts = new Attempts(home.state());
      Optional<Attempts.Attempt> last = attempts.last();
      if (last.isPresent() && Recovery.begun(workspace, last.get().image()).isPresent()) {
        attempts.condemn(why);
      }
    }
  }

  /// Only finishes, or takes back, what an interrupted run began: needs no server.
  ///
  /// @param log for the next run
  public static Recovery.Found recover(
      AgentHome home,
      ManagedRoot root,
      Watcher watcher,
      InstantSource clock,
      Recovery.Commands commands,
      CommandLog log)
      throws IOException, InterruptedException {
    try (Workspace workspace = root.workspace();
        Workspace.Lock _ = workspace.lock()) {
      watcher.phase(Watcher.Phase.RECOVER);
      Attempts attempts = new Attempts(home.state());
      attempts.again();
      TriggerRunner triggers = new TriggerRunner(root.path(), clock, watcher::alive);
      Recovery.Found found = recover(home, root, workspace, triggers, commands, log);
      if (commands == Recovery.Commands.LEAVE) {
        if (found != Recovery.Found.NOTHING) {
          triggers.rereadUnits(); // systemd loaded them before the root was put right
        }
        attempts.survived();
      }
      return found;
    } finally {
      watcher.phase(Watcher.Phase.DONE);
    }
  }

  private static Recovery.Found recover(
      AgentHome home,
      ManagedRoot root,
      Workspace workspace,
      TriggerRunner triggers,
      Recovery.Commands commands,
      CommandLog log)
      throws IOException, InterruptedException {
    Recovery.Found found = new Recovery(root, workspace, triggers, home, commands, log).settle();
    if (found == Recovery.Found.FINISHED_FORWARD) {
      Optional<Transaction.Purpose> purpose = Transaction.in(workspace.undoPath()).purpose();
      if (purpose.isPresent()) {
        home.memory().brought(purpose.get().image());
      }
    }
    return found;
  }

  /// What is to be told of a converge that ended by `why`.
  public Report stopped(Problem why) {
    List<Problem> all = new ArrayList<>(List.of(why));
    all.addAll(allProblems());
    return Report.failed(all, mirrors.traffic(), log.commands());
  }

  private Report take(
      Published published, Repository repository, Workspace workspace, TriggerRunner triggers)
      throws IOException, InterruptedException {
    Release release = published.release();
    Memory.Facts facts = home.memory().see(seen(release));
    Optional<Attempts.Attempt> deadly = attempts.deadly();
    if (deadly.isPresent()) {
      home.memory().hold(deadly.get().image(), deadly.get().why());
      attempts.over();
      facts = home.memory().recall();
    }
    Choice choice = Choice.of(published, facts, wish.standing(), wish.image());
    choice.warning().ifPresent(problems::add);
    wanted =
        new Report.Wanted(
            choice.image().map(PublishedImage::id), choice.ground().order(), release.counter());
    Report report;
    if (choice.deferred().isPresent()) {
      report = deferred(release, repository, choice, choice.deferred().get(), facts);
    } else {
      FetchedImage image = repository.image(release, choice.image().orElseThrow(), facts.image());
      try {
        report = converge(image, choice, workspace, triggers, facts);
      } catch (WindowShutException e) {
        report = deferred(release, repository, choice, e.problem(), facts);
      }
    }
    remember(report, choice, home.memory().recall());
    return report;
  }

  private Memory.Seen seen(Release release) {
    List<ImageId> images = new ArrayList<>(List.of(release.current().id()));
    release.old().map(PublishedImage::id).ifPresent(images::add);
    return new Memory.Seen(release.counter(), wish.standing().orderNumber(), images);
  }

  /// Nothing is changed, but what the root is gets measured all the same. Where it is what it should be, nothing is put off.
  private Report deferred(
      Release release, Repository repository, Choice choice, Problem reason, Memory.Facts facts)
      throws IOException {
    PublishedImage aim = choice.image().orElse(release.current());
    FetchedImage image = repository.image(release, aim, facts.image());
    Plan plan = scan(image, wish.reading(), SwapPolicy.FILES, home.planPath(), Watcher.Phase.SCAN);
    if (plan.isEmpty() && choice.image().isPresent()) {
      return report(Outcome.UNCHANGED, image, plan, Measured.as(look.way(), image.id()), plan);
    }
    problems.add(reason);
    Found found =
        plan.isEmpty() ? new Found(aim, plan) : found(release, aim, plan, repository, facts);
    Optional<PublishedImage> present =
        found.plan.isEmpty() ? Optional.of(found.image) : Optional.empty();
    Measured measured = measured(found.image.id(), found.plan);
    Report.Counts counts =
        new Report.Counts(
            plan.totals().entriesScanned(),
            filesHashed,
            0,
            0,
            0,
            0,
            0,
            plan.totals().unobservable().count(),
            (present.isPresent() ? plan : found.plan).totals().differences());
    return new Report(
        Outcome.DEFERRED,
        measured.image(),
        present.map(PublishedImage::label).orElse(""),
        wanted,
        measured,
        counts,
        mirrors.traffic(),
        times(),
        log.commands(),
        List.of(),
        allProblems());
  }

  /// What the root is, or differs from.
  private record Found(PublishedImage image, Plan plan) {}

  /// A root that is not `aim` may be the other one of the two images. What it differs from, if neither, is the one it was
  /// brought to.
  private Found found(
      Release release, PublishedImage aim, Plan toAim, Repository repository, Memory.Facts facts)
      throws IOException {
    Optional<PublishedImage> other =
        aim.equals(release.current()) ? release.old() : Optional.of(release.current());
    if (other.isEmpty()) {
      return new Found(aim, toAim);
    }
    FetchedImage image = repository.image(release, other.get(), facts.image());
    boolean isBase = facts.base().equals(Optional.of(other.get().id()));
    if (!isBase && !mayBe(image)) {
      return new Found(aim, toAim);
    }
    Plan plan =
        scan(
            image,
            Reading.CHANGED_FILES,
            SwapPolicy.FILES,
            home.closingPlanPath(),
            Watcher.Phase.SCAN);
    return plan.isEmpty() || isBase ? new Found(other.get(), plan) : new Found(aim, toAim);
  }

  private boolean mayBe(FetchedImage image) throws IOException {
    Stopwatch watch = new Stopwatch();
    try {
      return look.mayBe(image::manifest, basis(image), home.closingPlanPath());
    } finally {
      scanMillis += watch.millis();
    }
  }

  private Report converge(
      FetchedImage image,
      Choice choice,
      Workspace workspace,
      TriggerRunner triggers,
      Memory.Facts facts)
      throws IOException, InterruptedException {
    Reading reading = wish.reading();
    for (int attempt = 1; ; attempt++) {
      caps.hold();
      // Whoever writes to a directory that is to be swapped would do so again.
      SwapPolicy swaps = attempt == 1 ? Inspection.swaps(root, wish.commit()) : SwapPolicy.FILES;
      Plan plan = scan(image, reading, swaps, home.planPath(), Watcher.Phase.SCAN);
      if (!plan.conflicts().isEmpty()) {
        problems.addAll(plan.conflicts());
        return report(Outcome.FAILED, image, plan, measured(image.id(), plan), plan);
      }
      if (plan.isEmpty()) {
        workspace.removeFetched(); // for an image that this machine does not go to any more
        return report(Outcome.UNCHANGED, image, plan, Measured.as(look.way(), image.id()), plan);
      }
      attempts.begin(image.id());
      try {
        return change(image, choice, plan, workspace, triggers, facts);
      } catch (RootChangedException e) {
        workspace.removeStage();
        if (attempt == ATTEMPTS) {
          throw new ProblemException(
              new Problem(
                  "E-RACE",
                  e.path().toString(),
                  "changed between the scan and the commit, %d times; %s"
                      .formatted(ATTEMPTS, Culprits.at(root, List.of(e.path())).who(e.path())),
                  "find out what keeps changing it; exclude the path if it is the machine's own"),
              e);
        }
        wish.knowledge().forget(FullScan.RACE);
        reading = Reading.ALL_FILES;
      }
    }
  }

  private Plan scan(
      FetchedImage image, Reading reading, SwapPolicy swaps, Path spools, Watcher.Phase phase)
      throws IOException {
    watcher.phase(phase);
    Stopwatch watch = new Stopwatch();
    try {
      Planner planner = new Planner(home.indexPath(), clock, swaps);
      Planner.Result result = look.at(planner, image::manifest, basis(image), reading, spools);
      filesHashed += result.filesHashed();
      return result.plan();
    } finally {
      scanMillis += watch.millis();
    }
  }

  private Planner.Basis basis(FetchedImage image) throws IOException {
    ManagedPaths paths = ManagedPaths.of(root, image.header().excludeRules(), home.state());
    return new Planner.Basis(image.id(), paths, paths.fingerprint(), wish.rights());
  }

  private Report change(
      FetchedImage image,
      Choice choice,
      Plan plan,
      Workspace workspace,
      TriggerRunner triggers,
      Memory.Facts facts)
      throws IOException, InterruptedException {
    watcher.changing(plan);
    workspace.newStage();
    Transaction transaction = Transaction.in(workspace.stagePath());
    OwedTriggers owed = new OwedTriggers(transaction);
    try (Directory folder = workspace.openStage()) {
      StagedUpdate staged = stage(image, plan, workspace, transaction, folder);
      // A root that is neither image yet waits for nobody, and what checks and triggers start is
      // not
      // the agent.
      caps.lift();
      if (fails(OwedChecks.of(transaction, owed), staged, workspace)) {
        workspace.removeStage();
        return report(Outcome.FAILED, image, plan, measured(image.id(), plan), plan);
      }
      refuseOutsideWindow(choice, workspace);
      staged.begin(new Transaction.Purpose(image.id(), before(image, facts)));
      commit(staged, transaction, folder);
      Optional<Problem> objection = watcher.committed(allProblems());
      objection.ifPresent(problems::add);
      watcher.phase(Watcher.Phase.TRIGGERS);
      boolean refused =
          objection.isPresent()
              || log.triggered(owed.run(OwedTriggers.Way.FORWARD, triggers))
              || probe(transaction, triggers);
      if (refused && takeBack(workspace, triggers, transaction, folder)) {
        return undone(image, plan, workspace);
      }
    }
    transaction.settled();
    workspace.stageBecomesUndo();
    home.memory().brought(image.id());
    workspace.removeFetched();
    caps.hold();
    if (!facts.base().equals(Optional.of(image.id()))) {
      wish.knowledge().forget(FullScan.IMAGE); // a new image is looked at as a whole
    }
    Plan closing =
        scan(
            image,
            Reading.CHANGED_FILES,
            SwapPolicy.FILES,
            home.closingPlanPath(),
            Watcher.Phase.CLOSING_SCAN);
    stale = StaleProcesses.find(workspace);
    if (closing.isEmpty()) {
      boolean wantedBack =
          problems.stream().anyMatch(problem -> problem.code().equals("E-CONFLICT"));
      Outcome outcome = wantedBack ? Outcome.FAILED : Outcome.CONVERGED;
      return report(outcome, image, plan, Measured.as(look.way(), image.id()), closing);
    }
    problems.addAll(Fight.of(closing, image, root));
    return report(Outcome.FAILED, image, plan, measured(image.id(), closing), closing);
  }

  /// A slow download does not carry a commit out of its window. What was fetched stays for the next one.
  private void refuseOutsideWindow(Choice choice, Workspace workspace) throws IOException {
    Windows windows = wish.standing().windows();
    Instant now = clock.instant();
    if (!choice.mayBegin(windows, now)) {
      workspace.removeStage();
      throw new WindowShutException(Choice.shut(windows, now));
    }
  }

  /// Whether a check speaks against the commit.
  private boolean fails(OwedChecks checks, StagedUpdate staged, Workspace workspace)
      throws IOException, InterruptedException {
    if (checks.isEmpty()) {
      return false;
    }
    watcher.phase(Watcher.Phase.CHECKS);
    try {
      checkFailed = log.checked(checks.run(staged, root, clock, watcher::alive));
      return checkFailed;
    } catch (ProblemException e) {
      giveBackSpace(workspace, e);
      throw e;
    }
  }

  /// Whether a critical probe failed.
  private boolean probe(Transaction transaction, TriggerRunner triggers)
      throws IOException, InterruptedException {
    watcher.phase(Watcher.Phase.PROBES);
    return log.probed(new OwedProbes(transaction).run(triggers.probes()));
  }

  /// Whether the commit is undone; if not, `problems` say what stands in the way, and it stays.
  private boolean takeBack(
      Workspace workspace, TriggerRunner triggers, Transaction transaction, Directory folder)
      throws IOException, InterruptedException {
    try {
      log.triggered(new Undo(root, workspace, triggers, home).refuse(transaction, folder));
      return true;
    } catch (UndoConflictException e) {
      problems.add(e.problem());
      return false;
    }
  }

  /// What the root was before the commit. A root that had to be changed to be an image was not that image.
  /// Of a repair there is none: also where a recovery brought the image just now, and nothing was measured since.
  private static Optional<ImageId> before(FetchedImage image, Memory.Facts facts) {
    return facts.base().equals(Optional.of(image.id()))
        ? Optional.empty()
        : facts.image().filter(known -> !known.equals(image.id()));
  }

  private StagedUpdate stage(
      FetchedImage image, Plan plan, Workspace workspace, Transaction transaction, Directory folder)
      throws IOException {
    watcher.phase(Watcher.Phase.STAGE);
    Stopwatch watch = new Stopwatch();
    Stager stager =
        new Stager(
            root,
            ManagedPaths.of(root, image.header().excludeRules(), home.state()),
            home.indexPath(),
            caps.spare(),
            watcher.staging(plan.totals().stagedBytes()),
            problems::add);
    try (FetchArea fetch = new FetchArea(workspace.fetchPath(), mirrors, caps.disk());
        ManifestReader manifest = image.manifest()) {
      StagedUpdate staged = stager.stage(plan, image, fetch, transaction, folder);
      UndoGuard.keepRules(transaction, manifest.header().excludeRules());
      if (wish.triggers() == TriggerUse.RUN) {
        staged.read(
            RuleFiles.HOME,
            files -> new OwedTriggers(transaction).prepare(plan, manifest, root, files));
      }
      bytesStaged = staged.bytesStaged();
      return staged;
    } catch (IOException e) {
      giveBackSpace(workspace, e);
      throw e;
    } finally {
      stageMillis += watch.millis();
    }
  }

  /// A stage that did not come about is of no use, and may be what fills the disk; the downloads stay for the next run.
  private static void giveBackSpace(Workspace workspace, IOException cause) {
    try {
      workspace.removeStage();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void commit(StagedUpdate staged, Transaction transaction, Directory folder)
      throws IOException {
    watcher.phase(Watcher.Phase.COMMIT);
    Stopwatch watch = new Stopwatch();
    RetiredNames retired = new RetiredNames(home.indexPath());
    Committer committer = new Committer(root, retired);
    try (retired) {
      committer.commit(transaction, folder, staged::isBroughtBySwaps);
      problems.addAll(retired.finish());
    } catch (IOException e) {
      try {
        committer.undo(transaction, folder);
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw new ProblemException(
          new Problem(
              "E-COMMIT",
              "",
              "the commit failed: " + e.getMessage(),
              "the next start brings the root fully to one image; mend the cause and converge"
                  + " again"),
          e);
    } finally {
      commitMillis += watch.millis();
    }
  }

  private Report undone(FetchedImage image, Plan plan, Workspace workspace) throws IOException {
    workspace.removeStage();
    workspace.removeFetched();
    return report(Outcome.UNDONE, image, plan, Measured.neither(look.way(), List.of()), plan);
  }

  private Measured measured(ImageId image, Plan found) throws IOException {
    return found.isEmpty()
        ? Measured.as(look.way(), image)
        : Measured.neither(look.way(), DriftList.first(found, home.indexPath()));
  }

  private Report report(
      Outcome outcome, FetchedImage image, Plan done, Measured measured, Plan left) {
    Report.Counts counts =
        new Report.Counts(
            done.totals().entriesScanned(),
            filesHashed,
            done.totals().created(),
            done.totals().changed(),
            done.totals().deleted(),
            done.totals().metadataOnly(),
            bytesStaged,
            done.totals().unobservable().count(),
            left.totals().differences());
    return new Report(
        outcome,
        Optional.of(image.id()),
        image.label(),
        wanted,
        measured,
        counts,
        mirrors.traffic(),
        times(),
        log.commands(),
        stale,
        allProblems());
  }

  private List<Problem> allProblems() {
    List<Problem> all = new ArrayList<>(log.problems());
    all.addAll(problems);
    all.addAll(mirrors.problems());
    return all;
  }

  private Report.Times times() {
    return new Report.Times(scanMillis, stageMillis, commitMillis, total.millis());
  }

  /// @param before with what this run has noted on its way
  private void remember(Report report, Choice choice, Memory.Facts before) throws IOException {
    Optional<Problem> first = report.problems().stream().findFirst();
    long now = clock.instant().getEpochSecond();
    boolean verified = wish.reading() == Reading.ALL_FILES && report.measured().scanned();
    boolean there = report.outcome() == Outcome.CONVERGED || report.outcome() == Outcome.UNCHANGED;
    home.memory()
        .keep(
            new Memory.Facts(
                isRefused(report) ? before.image() : report.measured().image(),
                report.label(),
                report.measured().image().or(before::base),
                before.seen(),
                holds(report, choice, before),
                report.outcome().word(),
                report.counts().differencesLeft(),
                now,
                verified ? now : before.verified(),
                Optional.of(
                    Decision.of(
                        choice, there ? Optional.empty() : choice.deferred().or(() -> first)))));
  }

  /// An image that its check kept out or its trigger undid is not tried again in this release; one that was wished for and
  /// taken is free again.
  private List<Hold> holds(Report report, Choice choice, Memory.Facts before) {
    Optional<ImageId> aim = report.wanted().image();
    if (aim.isPresent() && isRefused(report)) {
      String why = report.problems().stream().findFirst().map(Problem::brief).orElse("");
      return Hold.with(before.holds(), before.holdOf(aim.get(), why));
    }
    boolean forced =
        choice.ground().by() == Ground.By.OPTION || choice.ground().by() == Ground.By.FORCE;
    boolean taken = forced && aim.isPresent() && report.measured().image().equals(aim);
    return taken ? Hold.without(before.holds(), aim.get()) : before.holds();
  }

  /// Whether the root is exactly as it was before, because a check, a trigger or a probe spoke against the image.
  private boolean isRefused(Report report) {
    return report.outcome() == Outcome.UNDONE || checkFailed;
  }
}
