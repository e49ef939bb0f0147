package lockstep.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.Decision;
import lockstep.agent.converge.Memory;
import lockstep.agent.daemon.Heartbeat;
import lockstep.agent.daemon.JobWatcher;
import lockstep.agent.daemon.Stop;
import lockstep.agent.plan.Plan;
import lockstep.agent.report.Outcome;
import lockstep.agent.report.Report;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.Traffic;
import lockstep.agent.successor.FormerAgent;
import lockstep.agent.successor.OwnProgram;
import lockstep.agent.successor.Trial;
import lockstep.agent.uplink.CheckInAnswer;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;

/// Lets the agent that a commit brought take over from the one that made the commit, if it is fit to; takes the commit back
/// otherwise.
final class HandOver implements JobWatcher.OwnAgent {
  private final Optional<OwnProgram> own;
  private final MachineOptions machine;
  private final Surroundings here;
  private final AgentHome home;
  private final Stop stop;
  private final Heartbeat heartbeat;
  private final Console log;

  /// @param own empty when this program is not the machine's own: then nothing ever replaces it
  HandOver(
      Optional<OwnProgram> own,
      MachineOptions machine,
      Surroundings here,
      AgentHome home,
      Stop stop,
      Heartbeat heartbeat,
      Console log) {
    this.own = own;
    this.machine = machine;
    this.here = here;
    this.home = home;
    this.stop = stop;
    this.heartbeat = heartbeat;
    this.log = log;
  }

  /// Keeps this agent where no image reaches it, until it is settled which one stays.
  @Override
  public void changing(Plan plan) throws IOException {
    if (own.isPresent()) {
      FormerAgent former = new FormerAgent(home.state());
      if (!own.get().keepFormer(plan, machine.rootPath(), former)) {
        log.note("no copy of this agent is kept: its own files are not all there");
      }
      heartbeat.beat();
    }
  }

  /// What was kept is of no use any more, unless a commit is unfinished. Should it stay, the next call tries again.
  void sweep() {
    FormerAgent former = new FormerAgent(home.state());
    if (!former.exists()) {
      return;
    }
    try {
      sweepUnlessNeeded(former);
    } catch (IOException e) {
      log.warning(Explanation.of(e));
    }
  }

  private void sweepUnlessNeeded(FormerAgent former) throws IOException {
    try (ManagedRoot root = machine.openRoot();
        Workspace workspace = root.workspace()) {
      if (!workspace.hasStage()) {
        former.sweep();
      }
    }
  }

  /// Does not return when the commit that was just made brought another agent that works: it runs the triggers. One that was told to
  /// stop only tries it, as whoever starts next could not take back a commit that is settled.
  ///
  /// @return why the commit is to be taken back
  ///
  /// @param told what nobody else says once another agent goes on
  @Override
  public Optional<Problem> committed(List<Problem> told) throws IOException, InterruptedException {
    if (own.isEmpty() || !own.get().isReplaced()) {
      return Optional.empty();
    }
    return handOver(own.get(), told)
        .filter(Refusal::isFinal)
        .map(Refusal::why)
        .map(why ->
            new Problem(
                "E-AGENT",
                "",
                "the agent that the image brings does not work on this machine: " + why,
                "mend the agent in the image and publish it anew; this machine goes back to what it was"));
  }

  /// Does not return when somebody else (a converge by hand, a package) has brought another agent that works.
  void betweenPolls() throws IOException, InterruptedException {
    if (own.isEmpty() || stop.isAsked() || !own.get().isReplaced()) {
      return;
    }
    handOver(own.get(), List.of())
        .ifPresent(refusal ->
            log.warning(
                new Problem(
                    "E-AGENT",
                    "",
                    "another agent stands where this one came from, and does not work: "
                        + refusal.why(),
                    "this one goes on until it is stopped; mend the other before that")));
  }

  /// Why another agent does not take over.
  ///
  /// @param isFinal whether that speaks against it, and not against this machine's settings, or the moment
  private record Refusal(String why, boolean isFinal) {}

  private Optional<Refusal> handOver(OwnProgram program, List<Problem> told)
      throws IOException, InterruptedException {
    log.note("the files of this agent were replaced: trying the new ones");
    Optional<Refusal> refusal =
        switch (Trial.of(program, heartbeat::beat)) {
          case Trial.Fit _ -> Optional.empty();
          case Trial.Unfit(String why) ->
              Optional.of(new Refusal("it does not start (" + why + ")", true));
          case Trial.Misled(String why) ->
              Optional.of(new Refusal("it refuses this machine's settings (" + why + ")", false));
          // Where nobody is heard, nothing can be said against the new one.
          case Trial.Unheard(String why) ->
              tryToBeHeard(machine, here, home, log) == Heard.YES
                  ? Optional.of(
                      new Refusal(
                          "the server hears this one, and not that one (" + why + ")", true))
                  : Optional.empty();
        };
    if (refusal.isPresent() || stop.isAsked()) {
      program.leaveAlone();
      return refusal; // whoever is to stop is not followed by one that was never told
    }
    told.forEach(log::warning);
    log.note("the new agent takes over");
    heartbeat.beat();
    try {
      program.becomeSuccessor(() -> !stop.isAsked(), RunCommand.AT_ONCE);
      program.leaveAlone();
    } catch (IOException e) {
      return Optional.of(
          new Refusal("it cannot take this process over (" + e.getMessage() + ")", true));
    }
    return Optional.empty();
  }

  enum Heard {
    YES,
    NO,
    /// This machine reports to nobody.
    NOBODY_LISTENS
  }

  /// Checks in, without a word about the root: that is looked at when all is done.
  static Heard tryToBeHeard(
      MachineOptions machine, Surroundings here, AgentHome home, Console console)
      throws IOException {
    Optional<HttpOrigin> server = machine.openServer(home, here);
    if (server.isEmpty()) {
      return Heard.NOBODY_LISTENS;
    }
    try (HttpOrigin open = server.get()) {
      CheckIn.Told told =
          CheckIn.send(
              open, home, report(home.memory().recall()), Duration.ZERO, here.clock(), console);
      return told.answer()
          .map(answer -> answer instanceof CheckInAnswer.Assigned ? Heard.YES : Heard.NO)
          .orElse(Heard.NOBODY_LISTENS);
    }
  }

  private static Report report(Memory.Facts facts) {
    Problem why =
        new Problem(
            "W-AGENT",
            "",
            "agent %s is being tried; triggers and a scan follow".formatted(AgentMain.VERSION),
            "wait for the next report");
    return new Report(
        Outcome.DEFERRED,
        Optional.empty(),
        "",
        new Report.Wanted(
            facts.decision().flatMap(Decision::image),
            facts.seen().order(),
            facts.seen().release()),
        Report.Measured.NOTHING,
        Report.Counts.NONE,
        new Traffic(0, 0),
        Report.Times.NONE,
        Report.Commands.NONE,
        List.of(),
        List.of(why));
  }
}
