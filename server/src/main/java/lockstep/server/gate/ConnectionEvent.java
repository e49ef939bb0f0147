package lockstep.server.gate;

/// What happens to a connection as a whole.
enum ConnectionEvent {
  /// It is known what it speaks; the handlers for it are in place and keep their own deadlines.
  PROTOCOL_CHOSEN,
  /// The gate closes: finish what is under way, begin nothing.
  DRAIN
}
