package lockstep.server.gate;

import com.google.protobuf.ByteString;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;

/// One request, received whole.
///
/// @param path undecoded, without the query
record Request(HttpMethod method, String path, HttpHeaders headers, ByteString body) {

  static String pathOf(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /// The field's value; empty when it is not there.
  String header(CharSequence name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }

  boolean isRead() {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
