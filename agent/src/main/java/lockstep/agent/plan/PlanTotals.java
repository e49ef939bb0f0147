package lockstep.agent.plan;

/// What a scan counted. Entries, disjoint.
///
/// @param entriesScanned paths of the root that were compared
/// @param unobservable what was not looked at
/// @param stagedBytes what staging will write, rounded up to 4 KiB a file
/// @param stagedInodes what staging will create
public record PlanTotals(
    long entriesScanned,
    MountPoints unobservable,
    long created,
    long changed,
    long metadataOnly,
    long deleted,
    long stagedBytes,
    long stagedInodes) {

  /// The same of a scan that did not come to all mount points.
  PlanTotals seeing(MountPoints all) {
    return new PlanTotals(
        entriesScanned, all, created, changed, metadataOnly, deleted, stagedBytes, stagedInodes);
  }

  public long differences() {
    return created + changed + metadataOnly + deleted;
  }
}
