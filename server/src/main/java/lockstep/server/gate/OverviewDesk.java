package lockstep.server.gate;

import com.google.protobuf.ByteString;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.InstantSource;
import lockstep.server.overview.Metrics;
import lockstep.server.overview.Overview;

/// Answers how the fleet is. Every call may wait for the disk.
final class OverviewDesk {
  private final Overview overview;
  private final InstantSource clock;

  OverviewDesk(Overview overview, InstantSource clock) {
    this.overview = overview;
    this.clock = clock;
  }

  Reply status() throws IOException {
    return Reply.message(overview.at(clock.instant()));
  }

  Reply metrics() throws IOException {
    HttpHeaders headers = Reply.noHeaders().set(HttpHeaderNames.CONTENT_TYPE, Metrics.CONTENT_TYPE);
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    byte[] text = Metrics.of(overview.at(clock.instant()));
    return new Reply.Brief(HttpResponseStatus.OK, headers, ByteString.copyFrom(text));
  }
}
