package lockstep.server.rollout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import lockstep.images.json.JsonWriter;

/// Has a success check asked beside everything else that goes on: machines are judged meanwhile. For one thread.
final class Examiner {
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final InstantSource steady;
  private Optional<RolloutState> asked = Optional.empty();
  private Instant when = Instant.EPOCH;
  private CompletableFuture<CheckAnswer> answer =
      CompletableFuture.completedFuture(new CheckAnswer.Unasked());

  /// @param steady time that does not jump
  Examiner(InstantSource steady) {
    this.steady = steady;
  }

  /// What the check says of this state, as far as that is known by now.
  CheckAnswer about(RolloutState state, SuccessCheck check, RolloutPicture picture) {
    boolean isOther = !asked.equals(Optional.of(state));
    if (isOther || (latest() instanceof CheckAnswer.Later && isTime())) {
      answer.cancel(true);
      asked = Optional.of(state);
      when = steady.instant();
      String rollout = JsonWriter.plain(PictureJson.of(picture));
      answer = ask(check, rollout);
    }
    return latest();
  }

  private static CompletableFuture<CheckAnswer> ask(SuccessCheck check, String rollout) {
    CompletableFuture<CheckAnswer> answer = new CompletableFuture<>();
    Thread asking =
        Thread.ofVirtual()
            .name("success-check")
            .start(() -> {
              try {
                answer.complete(CheckRun.ask(check, rollout));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                answer.complete(new CheckAnswer.Later("it was interrupted"));
              } catch (RuntimeException e) {
                answer.complete(new CheckAnswer.Later("it cannot be asked: " + e));
              }
            });
    var _ =
        answer.whenComplete((_, failure) -> {
          if (failure != null) { // cancelled
            asking.interrupt();
          }
        });
    return answer;
  }

  private boolean isTime() {
    return !steady.instant().isBefore(when.plus(AGAIN));
  }

  private CheckAnswer latest() {
    try {
      return answer.getNow(new CheckAnswer.Unasked());
    } catch (CompletionException e) {
      return new CheckAnswer.Unasked();
    }
  }
}
