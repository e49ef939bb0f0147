package lockstep.server.store;

/// Something to be written to a table, together with others.
public final class Writing {
  private final GroupCommit.Write write;

  Writing(GroupCommit.Write write) {
    this.write = write;
  }

  GroupCommit.Write write() {
    return write;
  }
}
