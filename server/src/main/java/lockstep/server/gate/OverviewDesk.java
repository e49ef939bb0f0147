package lockstep.server.gate;

import com.google.protobuf.ByteString;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import lockstep.proto.FleetStatusMsg;
import lockstep.server.overview.Metrics;
import lockstep.server.overview.Overview;
import lockstep.server.overview.Sending;
import lockstep.server.rollout.LiveRollout;

/// Answers how the fleet is. Every call may wait for the disk.
final class OverviewDesk {
  private final Overview overview;
  private final Optional<LiveRollout> rollout;
  private final Supplier<Sending> sending;
  private final InstantSource clock;

  /// @param rollout absent on a server without online keys
  OverviewDesk(
      Overview overview,
      Optional<LiveRollout> rollout,
      Supplier<Sending> sending,
      InstantSource clock) {
    this.overview = overview;
    this.rollout = rollout;
    this.sending = sending;
    this.clock = clock;
  }

  Reply status() throws IOException {
    return Reply.message(seen());
  }

  private FleetStatusMsg seen() throws IOException {
    FleetStatusMsg.Builder status = overview.at(clock.instant()).toBuilder();
    if (rollout.isPresent()) {
      status.setRollout(rollout.get().summary());
    }
    return status.build();
  }

  Reply metrics() throws IOException {
    HttpHeaders headers = Reply.noHeaders().set(HttpHeaderNames.CONTENT_TYPE, Metrics.CONTENT_TYPE);
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    byte[] text = Metrics.of(seen(), sending.get());
    return new Reply.Brief(HttpResponseStatus.OK, headers, ByteString.copyFrom(text));
  }
}
