package lockstep.server.signing;

/// What keys of people sign.
public enum Role {
  /// Who may sign what.
  ROOT("root"),
  /// Releases; metadata calls the role `targets`.
  RELEASE("targets");

  private final String inMetadata;

  Role(String inMetadata) {
    this.inMetadata = inMetadata;
  }

  String inMetadata() {
    return inMetadata;
  }

  /// As it stands in file names and on command lines.
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
