package lockstep.server;

import java.io.IOException;
import java.util.OptionalInt;
import lockstep.server.rollout.Pull;
import lockstep.server.rollout.RolloutPicture;
import lockstep.server.rollout.RolloutPlan;

/// Whoever shows and steers the rollout for a command. Everything done gives what came of it.
interface RolloutOffice extends AutoCloseable {
  RolloutPicture show() throws IOException, InterruptedException;

  RolloutPicture start(RolloutPlan plan) throws IOException, InterruptedException;

  RolloutPicture advance() throws IOException, InterruptedException;

  /// Does what is due by the time alone; a server does it unasked.
  RolloutPicture due() throws IOException, InterruptedException;

  RolloutPicture halt(String why) throws IOException, InterruptedException;

  /// @param threshold another one from now on
  RolloutPicture resume(OptionalInt threshold) throws IOException, InterruptedException;

  RolloutPicture abort(String why, Pull pull) throws IOException, InterruptedException;

  RolloutPicture rollback(String why, Pull pull) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
