package lockstep.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lockstep.server.identity.CertificateAuthority;
import lockstep.server.identity.CredentialSource;
import lockstep.server.identity.TlsFiles;

/// How a server is to prove itself.
public sealed interface ServerTls {
  /// Not at all: nothing but the repository is served.
  record Plain() implements ServerTls {}

  /// By a certificate of people's own.
  record OwnFiles(TlsFiles files) implements ServerTls {}

  /// By the fleet's own authority.
  ///
  /// @param names host names and addresses that it is reached by, beside those that can be guessed
  record Issued(List<String> names) implements ServerTls {}

  default Optional<CredentialSource> source(
      CertificateAuthority authority, InetSocketAddress listen, InstantSource clock) {
    return switch (this) {
      case Plain _ -> Optional.empty();
      case OwnFiles(TlsFiles files) -> Optional.of(new CredentialSource.Files(files));
      case Issued(List<String> names) ->
          Optional.of(new CredentialSource.Issued(authority, all(names, listen), clock));
    };
  }

  private static List<String> all(List<String> names, InetSocketAddress listen) {
    Set<String> all = new LinkedHashSet<>(names);
    all.addAll(List.of("localhost", "127.0.0.1", "::1"));
    InetAddress address = listen.getAddress();
    if (address != null && !address.isAnyLocalAddress()) {
      all.add(address.getHostAddress());
      if (!listen.getHostString().contains(":")) {
        all.add(listen.getHostString());
      }
    }
    try {
      all.add(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      // a machine whose own name leads nowhere is reached by another
    }
    return List.copyOf(all);
  }
}
