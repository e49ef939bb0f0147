package lockstep.server.repository;

/// Is told how far a publish is, by one thread.
@FunctionalInterface
public interface PublicationProgress {
  /// @param bytes of content that are looked at or compressed since the last call
  void done(long bytes);

  /// @param bytes there will be at most, before the first
  default void expect(long bytes) {}
}
