package lockstep.agent.source;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import lockstep.images.IntegrityException;

/// A repository behind any web server that knows ranges.
public final class HttpSource implements RepositorySource {
  /// A try that brings less is no progress: a server that hangs up after every byte is not followed for ever.
  private static final long PROGRESS_BYTES = 64 << 10;

  /// How much of a whole file is read over when the server does not answer a range with one.
  private static final long MAX_SKIPPED_BYTES = 1 << 20;

  private final HttpOrigin origin;
  private final InstantSource clock;
  private final RandomGenerator random;

  /// @param random spreads the waits between tries; safe for many threads
  public HttpSource(HttpOrigin origin, InstantSource clock, RandomGenerator random) {
    this.origin = origin;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Optional<byte[]> small(String path, int maxBytes) throws IOException {
    URI address = origin.at(RepositoryPath.require(path));
    Attempts attempts = new Attempts(address, origin.patience(), clock, random);
    while (true) {
      try (HttpReply reply = origin.send(request(address).build())) {
        if (reply.status() == 404) {
          reply.drain();
          return Optional.empty();
        }
        requireGood(address, reply);
        return Optional.of(reply.readAll(maxBytes));
      } catch (PassingFailure e) {
        attempts.failed(e);
      }
    }
  }

  @Override
  public void read(String path, long offset, long length, ByteSink sink) throws IOException {
    URI address = origin.at(RepositoryPath.require(path));
    Attempts attempts = new Attempts(address, origin.patience(), clock, random);
    RangeProgress progress = new RangeProgress(offset, length, sink);
    while (!progress.isComplete()) {
      long before = progress.position();
      PassingFailure failure = new PassingFailure("the answer ended too early");
      try {
        readOn(address, progress);
      } catch (PassingFailure e) {
        failure = e;
      }
      if (progress.position() - before >= PROGRESS_BYTES) {
        attempts.progressed();
      }
      if (!progress.isComplete()) {
        attempts.failed(failure);
      }
    }
  }

  private void readOn(URI address, RangeProgress progress) throws IOException {
    long from = progress.position();
    String range = "bytes=" + from + "-" + (progress.end() - 1);
    try (HttpReply reply = origin.send(request(address).header("Range", range).build())) {
      if (reply.status() == 404) {
        throw new GoneException(address.toString());
      }
      if (reply.status() == 416) {
        throw new IntegrityException(
            "%s is shorter than the %d bytes it must have".formatted(address, progress.end()));
      }
      requireGood(address, reply);
      if (reply.status() == 206) {
        requireAskedRange(address, reply, from);
      } else {
        requireSensible(address, from);
        requireLongEnough(address, reply, progress.end());
        skip(address, reply, from);
      }
      boolean announced = reply.contentLength() == progress.end() - from;
      for (ByteBuffer bytes = reply.body().next(); bytes != null; bytes = reply.body().next()) {
        boolean all = progress.take(bytes);
        // An end that was announced is awaited, so that the connection can be used again; any other
        // may never come.
        if (!all || (progress.isComplete() && !announced)) {
          return;
        }
      }
    }
  }

  private static void requireAskedRange(URI address, HttpReply reply, long from)
      throws IOException {
    String range = reply.headers().firstValue("Content-Range").orElse("");
    if (!range.startsWith("bytes " + from + "-")) {
      throw new IntegrityException(
          "%s: bytes from %d were asked for, the server sends '%s'"
              .formatted(address, from, range));
    }
  }

  /// A page that asks people to log in is shorter than most objects.
  private static void requireLongEnough(URI address, HttpReply reply, long end) throws IOException {
    long length = reply.contentLength();
    if (length >= 0 && length < end) {
      throw new IntegrityException(
          "%s has %d bytes instead of the %d or more it must have".formatted(address, length, end));
    }
  }

  /// The server sends the whole file: right, but only sensible near its beginning.
  private static void requireSensible(URI address, long from) throws IOException {
    if (from > MAX_SKIPPED_BYTES) {
      throw Failures.refused(
          address.toString(),
          "the server does not answer range requests",
          "serve the repository with lockstep serve or with a web server that supports ranges");
    }
  }

  private static void skip(URI address, HttpReply reply, long count) throws IOException {
    long left = count;
    while (left > 0) {
      ByteBuffer bytes = reply.body().next();
      if (bytes == null) {
        throw new IntegrityException("%s ends before byte %d".formatted(address, count));
      }
      int skipped = (int) Math.min(left, bytes.remaining());
      bytes.position(bytes.position() + skipped);
      left -= skipped;
      reply.body().giveBack(bytes);
    }
  }

  private void requireGood(URI address, HttpReply reply) throws IOException {
    int status = reply.status();
    if (status == 429 || status >= 500) {
      throw new PassingFailure(
          "the server answered " + status, reply.retryAfter(clock.instant()).orElse(null));
    }
    if (status >= 300 && status < 400 && status != 304) {
      throw Failures.refused(
          address.toString(),
          "the server redirects to '" + reply.headers().firstValue("Location").orElse("") + "'",
          "redirects are not followed: give --server the address it names, if you trust it");
    }
    if (status != 200 && status != 206) {
      throw Failures.refused(
          address.toString(), "the server answered " + status, "ask whoever runs the server");
    }
    String encoding = reply.headers().firstValue("Content-Encoding").orElse("identity");
    if (!encoding.equals("identity")) {
      throw Failures.refused(
          address.toString(),
          "the server encodes the answer as '" + encoding + "', which was not asked for",
          "switch that off for the repository: its objects are compressed already");
    }
  }

  private static HttpRequest.Builder request(URI address) {
    return HttpRequest.newBuilder(address).GET().header("User-Agent", "lockstep-agent");
  }

  @Override
  public Traffic traffic() {
    return origin.traffic();
  }

  @Override
  public void close() {
    origin.close();
  }
}
