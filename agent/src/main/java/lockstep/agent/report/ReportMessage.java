package lockstep.agent.report;

import com.google.protobuf.ByteString;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.proto.DriftMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;
import lockstep.proto.StaleProcessMsg;
import lockstep.proto.TriggerResultMsg;

/// A report as the server gets it.
public final class ReportMessage {
  private ReportMessage() {}

  public static ReportMsg of(Report report) {
    Report.Counts counts = report.counts();
    Report.Times times = report.times();
    ReportMsg.Builder out =
        ReportMsg.newBuilder()
            .setOutcome(outcome(report.outcome()))
            .setImage(report.measured().image().map(ImageId::toString).orElse(""))
            .setLabel(report.label())
            .setWantedImage(report.wanted().image().map(ImageId::toString).orElse(""))
            .setOrder(report.wanted().order())
            .setRelease(report.wanted().release())
            .setEntriesScanned(counts.entriesScanned())
            .setFilesHashed(counts.filesHashed())
            .setCreated(counts.created())
            .setChanged(counts.changed())
            .setDeleted(counts.deleted())
            .setMetadataOnly(counts.metadataOnly())
            .setBytesFetched(report.traffic().bytes())
            .setRequests(report.traffic().requests())
            .setBytesStaged(counts.bytesStaged())
            .setScanMillis(times.scanMillis())
            .setStageMillis(times.stageMillis())
            .setCommitMillis(times.commitMillis())
            .setTotalMillis(times.totalMillis())
            .setWatched(report.measured().way() == Report.Way.WATCH)
            .setDifferences(counts.differencesLeft());
    Report.Commands commands = report.commands();
    commands.checks().forEach(line -> out.addChecks(message(line)));
    commands.triggers().forEach(line -> out.addTriggers(message(line)));
    commands.probes().forEach(line -> out.addProbes(message(line)));
    for (StaleProcess process : report.stale()) {
      out.addStaleProcesses(
          StaleProcessMsg.newBuilder()
              .setPid(process.pid())
              .setCommand(process.command())
              .setUnit(process.unit().orElse(""))
              .addAllPaths(process.paths()));
    }
    report.measured().drift().forEach(drift -> out.addDrift(message(drift)));
    for (Problem problem : report.problems()) {
      out.addProblems(
          ProblemMsg.newBuilder()
              .setCode(problem.code())
              .setPath(problem.path())
              .setMessage(problem.message())
              .setNext(problem.next()));
    }
    return out.build();
  }

  private static DriftMsg message(Report.Drift drift) {
    DriftMsg.Builder message =
        DriftMsg.newBuilder().setPath(drift.path()).setKind(drift.kind()).setReason(drift.reason());
    drift.found().ifPresent(hash -> message.setFound(ByteString.copyFrom(hash.toArray())));
    return message.build();
  }

  private static TriggerResultMsg message(Report.TriggerLine line) {
    return TriggerResultMsg.newBuilder()
        .setName(line.name())
        .setOutcome(line.outcome())
        .setMillis(line.millis())
        .build();
  }

  private static OutcomeMsg outcome(Outcome outcome) {
    return switch (outcome) {
      case CONVERGED -> OutcomeMsg.CONVERGED;
      case UNCHANGED -> OutcomeMsg.UNCHANGED;
      case DEFERRED -> OutcomeMsg.DEFERRED;
      case UNDONE -> OutcomeMsg.UNDONE;
      case FAILED -> OutcomeMsg.FAILED;
    };
  }
}
