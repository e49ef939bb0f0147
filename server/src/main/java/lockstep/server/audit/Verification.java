package lockstep.server.audit;

/// What was found when the chain was followed from the first line to the newest.
public sealed interface Verification {
  /// What to do about a log that was changed.
  String NEXT =
      "keep audit.jsonl and audit.head as they are for whoever looks into it, compare them with a backup, then move both "
          + "out of the data directory: the next act begins a new log";

  /// Every line follows the one before it.
  ///
  /// @param newest what an auditor notes elsewhere
  /// @param tornBytes what a crash left of a line that was never finished; the next entry will say so
  record Whole(Tip newest, long tornBytes) implements Verification {}

  /// @param line the first bad line, counted from 1; one more than there are, where lines are missing at the end
  record Broken(long line, String what) implements Verification {
    public String next() {
      return NEXT;
    }
  }
}
