package lockstep.agent.limit;

import lockstep.images.Pace;

/// Tells somebody of every step, and lets none be so long that it would seem to have stopped.
record HeardPace(Pace pace, Runnable moved) implements Pace {
  private static final int STEP_BYTES = 8 << 20;

  @Override
  public int step() {
    return Math.min(STEP_BYTES, pace.step());
  }

  @Override
  public void moved(long bytes) {
    pace.moved(bytes);
    moved.run();
  }
}
