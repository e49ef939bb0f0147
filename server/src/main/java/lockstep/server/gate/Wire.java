package lockstep.server.gate;

/// What carries an exchange.
enum Wire {
  /// Requests come one after the other, and the kernel can copy files to the socket.
  HTTP1_PLAIN,
  HTTP1_TLS,
  /// One stream of a connection: one exchange, and it ends.
  HTTP2
}
