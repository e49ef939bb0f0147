package lockstep.agent.source;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.concurrent.atomic.LongAdder;

/// Counts what goes over the wire. Safe for many threads.
final class TrafficMeter {
  /// `HTTP/1.1 200 OK`, and the empty line after the headers.
  private static final int STATUS_BYTES = 17 + 2;

  /// `GET`, ` HTTP/1.1`, `Host: `, and the ends of three lines.
  private static final int REQUEST_BYTES = 4 + 9 + 6 + 6;

  private final LongAdder bytes = new LongAdder();
  private final LongAdder requests = new LongAdder();

  /// @return how many bytes it takes
  long asked(HttpRequest request) {
    requests.increment();
    long body = request.bodyPublisher().map(HttpRequest.BodyPublisher::contentLength).orElse(0L);
    String target = request.uri().getRawPath() + request.uri().getRawAuthority();
    long count = REQUEST_BYTES + target.length() + lengthOf(request.headers()) + Math.max(0, body);
    bytes.add(count);
    return count;
  }

  /// @return how many bytes they take
  long answered(HttpHeaders headers) {
    long count = STATUS_BYTES + lengthOf(headers);
    bytes.add(count);
    return count;
  }

  void received(long bodyBytes) {
    bytes.add(bodyBytes);
  }

  private static long lengthOf(HttpHeaders headers) {
    long length = 0;
    for (var header : headers.map().entrySet()) {
      for (String value : header.getValue()) {
        // The colon, the space and the end of the line.
        length += header.getKey().length() + value.length() + 4;
      }
    }
    return length;
  }

  Traffic traffic() {
    return new Traffic(bytes.sum(), requests.sum());
  }
}
