package lockstep.server.repair;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import lockstep.images.IntegrityException;

/// A repository that a web server has, a mirror for instance.
final class ServedCopies implements CopySource {
  private final URI base;
  private final Duration patience;
  private final HttpClient client;

  /// @param patience how long a server may be silent
  ServedCopies(URI base, Duration patience) {
    this.base = base;
    this.patience = patience;
    this.client = HttpClient.newBuilder().connectTimeout(patience).build();
  }

  @Override
  public String name() {
    return base.toString();
  }

  @Override
  public void copy(String object, long maxBytes, OutputStream out) throws IOException {
    URI address = URI.create(base.toString().replaceAll("/+$", "") + "/" + object);
    Body body = new Body(maxBytes, out);
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(HttpRequest.newBuilder(address).build(), body::subscriber);
    int status = await(answer, body).statusCode();
    if (status == 404 || status == 410) {
      throw new NoSuchFileException(address.toString());
    }
    if (status != 200) {
      throw new IOException("the server answers " + status);
    }
  }

  /// Where an answer goes, and how much of it came. An answer to anything but our question goes nowhere.
  private static final class Body {
    private final AtomicLong received = new AtomicLong();
    private final long maxBytes;
    private final OutputStream out;

    Body(long maxBytes, OutputStream out) {
      this.maxBytes = maxBytes;
      this.out = out;
    }

    BodySubscriber<Void> subscriber(ResponseInfo info) {
      Consumer<Optional<byte[]>> taker = piece -> piece.ifPresent(this::take);
      return info.statusCode() == 200
          ? BodySubscribers.ofByteArrayConsumer(taker)
          : BodySubscribers.replacing(null);
    }

    private void take(byte[] bytes) {
      try {
        if (received.addAndGet(bytes.length) > maxBytes) {
          throw new IntegrityException("it is longer than %d bytes".formatted(maxBytes));
        }
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private HttpResponse<Void> await(CompletableFuture<HttpResponse<Void>> answer, Body body)
      throws IOException {
    long before = -1;
    while (true) {
      try {
        return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long now = body.received.get();
        if (now == before || now == 0) {
          answer.cancel(true);
          throw new IOException("the server is silent", e);
        }
        before = now;
      } catch (InterruptedException e) {
        answer.cancel(true);
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      } catch (ExecutionException e) {
        throw cause(e);
      }
    }
  }

  private static IOException cause(ExecutionException failed) {
    Throwable cause = failed.getCause();
    while (cause != null && !(cause instanceof IntegrityException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof IntegrityException integrity
        ? integrity
        : new IOException(String.valueOf(cause), failed);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
