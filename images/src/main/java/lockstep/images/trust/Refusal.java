package lockstep.images.trust;

/// Why metadata is refused. The codes are stable: scripts and fleet reports match on them.
public enum Refusal {
  TRUST("E-TRUST", "give the machine its trusted root again (--trust FILE)"),
  SIGNATURE(
      "E-SIGNATURE", "someone without the keys wrote this; check the repository and the way to it"),
  METADATA(
      "E-METADATA", "check the repository and the way to it; a proxy may have answered instead"),
  FREEZE(
      "E-FREEZE", "check this machine's clock, then whether the repository is still being renewed"),
  CLOCK("E-CLOCK", "set this machine's clock; if it is right, the server's runs ahead"),
  ROLLBACK(
      "E-ROLLBACK", "the repository went back in time; if it came from a backup, publish again"),
  MISMATCH("E-MISMATCH", "the repository mixes two states; a mirror may be half synchronised"),
  LIMIT("E-LIMIT", "check the repository and the way to it; the next refresh goes on from here"),
  MISSING("E-MISSING", "check the address of the repository");

  private final String code;
  private final String next;

  Refusal(String code, String next) {
    this.code = code;
    this.next = next;
  }

  public String code() {
    return code;
  }

  String next() {
    return next;
  }
}
