package lockstep.images.identity;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import lockstep.images.ContentHash;
import org.jspecify.annotations.Nullable;

/// Whom a client of TLS believes. Names and dates are always checked, whoever is believed.
public final class TlsTrust {
  private TlsTrust() {}

  /// A client's context that trusts `trusted`, and has no certificate of its own.
  public static SSLContext context(TrustManager trusted) throws GeneralSecurityException {
    return context(trusted, new KeyManager[0]);
  }

  /// A client's context that trusts `trusted`, and proves itself by `chain` where it is asked to.
  ///
  /// @param chain its own certificate first
  public static SSLContext context(
      TrustManager trusted, PrivateKey key, List<X509Certificate> chain)
      throws GeneralSecurityException {
    return context(trusted, new KeyManager[] {new OwnKey(key, chain)});
  }

  private static SSLContext context(TrustManager trusted, KeyManager[] own)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own, new TrustManager[] {trusted}, null);
    return context;
  }

  /// Nobody but what descends from these certificates.
  public static X509ExtendedTrustManager authorities(List<X509Certificate> authorities)
      throws GeneralSecurityException {
    try {
      KeyStore store = empty();
      for (X509Certificate one : authorities) {
        store.setCertificateEntry("authority-" + store.size(), one);
      }
      return manager(store);
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty key store cannot be read", e);
    }
  }

  /// Those the Java runtime trusts.
  public static X509ExtendedTrustManager ofTheSystem() throws GeneralSecurityException {
    return manager(null);
  }

  /// Nobody but what descends from the certificate of this hash, which the server sends along.
  ///
  /// @param authority the SHA-256 of its DER form
  public static X509ExtendedTrustManager pinned(ContentHash authority) {
    return new Pinned(authority);
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  private static X509ExtendedTrustManager manager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("this Java checks no X.509"));
  }

  /// The Java runtime's checks, with one authority: the one among what the server sent whose hash is known.
  private static final class Pinned extends X509ExtendedTrustManager {
    private final ContentHash authority;

    Pinned(ContentHash authority) {
      this.authority = authority;
    }

    private X509ExtendedTrustManager delegate(X509Certificate[] chain) throws CertificateException {
      for (X509Certificate one : chain) {
        if (ContentHash.of(one.getEncoded()).equals(authority)) {
          try {
            return authorities(List.of(one));
          } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
          }
        }
      }
      throw new ForeignAuthorityException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      delegate(chain).checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      delegate(chain).checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      delegate(chain).checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("no client is checked here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("no client is checked here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("no client is checked here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
