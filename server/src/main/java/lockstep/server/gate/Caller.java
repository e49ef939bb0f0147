package lockstep.server.gate;

import java.net.InetAddress;
import java.util.Optional;
import lockstep.images.identity.CertifiedMachine;

/// Who is at the other end of a connection, as far as the connection itself proves it; what a request claims of its sender
/// (`X-Forwarded-For` and the like) is not listened to.
///
/// @param secure nobody on the way reads along
/// @param machine what its certificate says; empty when it has none
record Caller(InetAddress source, boolean secure, Optional<CertifiedMachine> machine) {
  static Caller plain(InetAddress source) {
    return new Caller(source, false, Optional.empty());
  }
}
