package lockstep.server.identity;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import lockstep.images.identity.JoinToken;
import lockstep.images.identity.Pem;
import lockstep.images.identity.TlsTrust;
import lockstep.proto.CheckInMsg;
import lockstep.proto.EnrolMsg;
import lockstep.proto.EnrolledMsg;
import lockstep.proto.RenewMsg;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// A machine of the fleet as a server meets it: real key, real certificate, real requests.
public final class EnrolledMachine implements AutoCloseable {
  public final String name;
  public final SSLContext tls;
  public final HttpClient client;
  public final List<X509Certificate> chain;
  private URI server;
  private long counter;

  private EnrolledMachine(
      URI server, String name, PrivateKey key, List<X509Certificate> chain, JoinToken token)
      throws GeneralSecurityException {
    this.server = server;
    this.name = name;
    this.chain = chain;
    this.tls = TlsTrust.context(TlsTrust.pinned(token.authority()), key, chain);
    this.client = HttpClient.newBuilder().sslContext(tls).build();
  }

  /// A client that believes the token's authority, and has no certificate.
  public static HttpClient stranger(JoinToken token) throws GeneralSecurityException {
    return HttpClient.newBuilder()
        .sslContext(TlsTrust.context(TlsTrust.pinned(token.authority())))
        .build();
  }

  public static EnrolledMachine enrol(URI server, JoinToken token, String name)
      throws IOException, GeneralSecurityException, InterruptedException {
    KeyPair pair = keyPair();
    return enrolled(server, token, wish(token, name, pair), pair);
  }

  /// What comes of this very wish.
  public static EnrolledMachine enrolled(URI server, JoinToken token, EnrolMsg wish, KeyPair pair)
      throws IOException, GeneralSecurityException, InterruptedException {
    HttpResponse<byte[]> answer = ask(server, token, wish);
    if (answer.statusCode() != 200) {
      throw new IOException(
          answer.statusCode()
              + " "
              + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
    }
    return new EnrolledMachine(
        server,
        wish.getMachine(),
        pair.getPrivate(),
        chain(EnrolledMsg.parseFrom(answer.body())),
        token);
  }

  /// What a server answers who wants to enrol.
  public static HttpResponse<byte[]> ask(URI server, JoinToken token, EnrolMsg wish)
      throws IOException, GeneralSecurityException, InterruptedException {
    try (HttpClient client = stranger(token)) {
      return client.send(post(server, "/v1/enrol", wish.toByteArray()), BodyHandlers.ofByteArray());
    }
  }

  public static EnrolMsg wish(JoinToken token, String name, KeyPair pair) throws IOException {
    return EnrolMsg.newBuilder()
        .setToken(token.id())
        .setSecret(ByteString.copyFrom(token.secret().bytes()))
        .setMachine(name)
        .setRequest(ByteString.copyFrom(request(pair)))
        .build();
  }

  /// A copy of this machine with the key that follows its own.
  public EnrolledMachine renewed(JoinToken token)
      throws IOException, GeneralSecurityException, InterruptedException {
    KeyPair pair = keyPair();
    RenewMsg wish = RenewMsg.newBuilder().setRequest(ByteString.copyFrom(request(pair))).build();
    HttpResponse<byte[]> answer =
        client.send(post(server, "/v1/renew", wish.toByteArray()), BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("" + answer.statusCode());
    }
    EnrolledMachine next =
        new EnrolledMachine(
            server, name, pair.getPrivate(), chain(EnrolledMsg.parseFrom(answer.body())), token);
    next.counter = counter;
    return next;
  }

  private static List<X509Certificate> chain(EnrolledMsg message) throws GeneralSecurityException {
    return List.of(
        Pem.certificate(message.getCertificates(0).toByteArray()),
        Pem.certificate(message.getCertificates(1).toByteArray()));
  }

  public static KeyPair keyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  public static byte[] request(KeyPair pair) throws IOException {
    try {
      return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=wish"), pair.getPublic())
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
          .getEncoded();
    } catch (OperatorCreationException e) {
      throw new IOException(e);
    }
  }

  public static HttpRequest post(URI server, String path, byte[] body) {
    return HttpRequest.newBuilder(server.resolve(path))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  /// Posts what it likes.
  public HttpResponse<byte[]> post(String path, byte[] body)
      throws IOException, InterruptedException {
    return client.send(post(server, path, body), BodyHandlers.ofByteArray());
  }

  /// What it is answered when it listens for another word than this.
  public CompletableFuture<HttpResponse<String>> listen(long word) {
    URI address = server.resolve("/v1/word/" + Long.toUnsignedString(word));
    return client.sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  /// The message of its next check-in.
  public CheckInMsg next(CheckInMsg report) {
    counter++;
    return report.toBuilder().setMachine(name).setCounter(counter).build();
  }

  /// Its server answers elsewhere from now on.
  public void moveTo(URI other) {
    server = other;
  }

  /// The number of its last check-in.
  public long counter() {
    return counter;
  }

  /// @return the status of the answer
  public int checkIn(CheckInMsg report) throws IOException, InterruptedException {
    return post("/v1/check-in", next(report).toByteArray()).statusCode();
  }

  public int checkIn() throws IOException, InterruptedException {
    return checkIn(CheckInMsg.getDefaultInstance());
  }

  @Override
  public void close() {
    client.close();
  }
}
