package lockstep.agent.stage;

import lockstep.agent.journal.Transaction;

/// A transaction that has begun: everything it needs is verified and on disk. Only [Stager] makes one, so whoever holds one
/// may commit without the network.
///
/// @see Stager#stage
public final class StagedUpdate {
  private final Transaction transaction;
  private final long bytesStaged;

  StagedUpdate(Transaction transaction, long bytesStaged) {
    this.transaction = transaction;
    this.bytesStaged = bytesStaged;
  }

  public Transaction transaction() {
    return transaction;
  }

  /// What was written into the stage, rounded up to 4 KiB a file.
  public long bytesStaged() {
    return bytesStaged;
  }
}
