package lockstep.images;

/// Holds work back that would take more of the machine than it may. Safe for many threads.
public interface Pace {
  /// Holds nothing back.
  Pace FREE =
      new Pace() {
        @Override
        public int step() {
          return Integer.MAX_VALUE;
        }

        @Override
        public void moved(long bytes) {
          // As fast as it goes.
        }
      };

  /// The most bytes to move at once: what comes in one piece cannot be held back.
  int step();

  /// Counts what was moved and waits until more may be; 0 only looks whether it is time to wait. An interrupted thread does
  /// not wait, so that it ends soon.
  void moved(long bytes);
}
