package lockstep.server.identity;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Where a server's credentials come from, again and again.
public sealed interface CredentialSource {
  /// Those to use from now on.
  Credentials read() throws IOException;

  /// Whether there are others than `used` by now.
  boolean hasNewerThan(Credentials used) throws IOException;

  /// Files of people, who replace them.
  record Files(TlsFiles files) implements CredentialSource {
    @Override
    public Credentials read() throws IOException {
      return files.read();
    }

    @Override
    public boolean hasNewerThan(Credentials used) throws IOException {
      return !files.read().chain().equals(used.chain());
    }
  }

  /// The fleet's own authority.
  ///
  /// @param names host names and addresses that the server is reached by
  record Issued(CertificateAuthority authority, List<String> names, InstantSource clock)
      implements CredentialSource {
    private static final Duration RENEWED_BEFORE_END = CertificateAuthority.LIFETIME.dividedBy(2);

    @Override
    public Credentials read() throws IOException {
      return authority.server(names);
    }

    @Override
    public boolean hasNewerThan(Credentials used) {
      Instant end = used.chain().getFirst().getNotAfter().toInstant();
      return clock.instant().isAfter(end.minus(RENEWED_BEFORE_END));
    }
  }
}
