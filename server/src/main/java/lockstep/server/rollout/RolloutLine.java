package lockstep.server.rollout;

/// A rollout in one line.
public final class RolloutLine {
  private RolloutLine() {}

  /// `release 7: running, stage 2 of 4 (10 %): 9 of 12 machines took it`.
  public static String of(RolloutPicture picture) {
    String release = "release " + picture.release() + ": ";
    if (picture.state().isEmpty()) {
      return release + unstaged(picture);
    }
    RolloutState state = picture.state().get();
    return release
        + switch (state.phase()) {
          case SCHEDULED -> "scheduled" + until(picture) + "; nobody takes current yet";
          case RUNNING -> "running, " + stage(state) + machines(picture.verdict());
          case HALTED -> "halted in " + stage(state) + told(state.why());
          case ABORTED -> "aborted, everyone goes back to old";
          case DONE -> "everyone takes current" + machines(picture.verdict());
        };
  }

  private static String unstaged(RolloutPicture picture) {
    if (picture.statement().isEmpty() || picture.statement().get().isEveryoneOnCurrent()) {
      return "everyone takes current";
    }
    return picture.statement().get().isEveryoneOnOld()
        ? "staged, nobody takes current yet"
        : "a statement that no rollout explains";
  }

  private static String until(RolloutPicture picture) {
    return picture.waits().flatMap(Wait::until).map(time -> " for " + time).orElse("");
  }

  /// Who halts by hand need not say why.
  static String told(String why) {
    return why.isEmpty() ? "" : ": " + why;
  }

  private static String stage(RolloutState state) {
    return state.stage() == 0
        ? "no stage yet"
        : "stage %d of %d (%s)"
            .formatted(
                state.stage(), state.plan().stages().size(), state.plan().stage(state.stage()));
  }

  private static String machines(Verdict verdict) {
    return verdict.judged() == 0
        ? ""
        : ": %d of %d machines took it%s"
            .formatted(
                verdict.count(Fate.TOOK),
                verdict.judged(),
                verdict.hurtCount() == 0 ? "" : ", " + verdict.summary());
  }
}
