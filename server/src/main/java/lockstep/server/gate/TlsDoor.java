package lockstep.server.gate;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import lockstep.images.identity.CertifiedMachine;
import lockstep.server.identity.Credentials;

/// TLS 1.3, with what the server proves itself by at the moment; machines prove themselves by a certificate, everyone else
/// comes without. Safe for many threads.
final class TlsDoor {
  private final X509Certificate machineAuthority;
  private volatile SslContext context;

  /// @param machineAuthority whose certificates machines have
  TlsDoor(Credentials credentials, X509Certificate machineAuthority) throws IOException {
    this.machineAuthority = machineAuthority;
    this.context = open(credentials);
  }

  /// From now on, for new connections.
  void change(Credentials credentials) throws IOException {
    context = open(credentials);
  }

  private SslContext open(Credentials credentials) throws IOException {
    return SslContextBuilder.forServer(credentials.key(), credentials.chain())
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3")
        .clientAuth(ClientAuth.OPTIONAL)
        .trustManager(machineAuthority)
        .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2,
                ApplicationProtocolNames.HTTP_1_1))
        .build();
  }

  SslHandler handler(ByteBufAllocator memory) {
    return context.newHandler(memory);
  }

  /// Who is there, once the handshake is over.
  static Caller caller(Channel connection) {
    SslHandler handler = connection.pipeline().get(SslHandler.class);
    return new Caller(source(connection), true, machine(handler));
  }

  private static Optional<CertifiedMachine> machine(SslHandler handler) {
    try {
      Certificate first = handler.engine().getSession().getPeerCertificates()[0];
      return first instanceof X509Certificate certificate
          ? Optional.of(CertifiedMachine.of(certificate))
          : Optional.empty();
    } catch (SSLPeerUnverifiedException | CertificateException e) {
      return Optional.empty(); // it has none, or one of ours that is no machine's
    }
  }

  static InetAddress source(Channel connection) {
    return connection.remoteAddress() instanceof InetSocketAddress address
            && address.getAddress() != null
        ? address.getAddress()
        : InetAddress.getLoopbackAddress();
  }
}
