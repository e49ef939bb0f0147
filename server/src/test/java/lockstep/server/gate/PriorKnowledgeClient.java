package lockstep.server.gate;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Just enough of HTTP/2 to get a file over a plain connection without asking first, which java.net.http cannot.
///
/// Its windows are wide from the start, so that one connection takes 16 MiB at most.
final class PriorKnowledgeClient implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int WINDOW_UPDATE = 8;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int MAX_FRAME_BYTES = 16_384;
  private static final int WINDOW_BYTES = 16 << 20;

  private final Socket socket;
  private final DataInputStream in;
  private int nextStream = 1;

  PriorKnowledgeClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    ByteBuffer settings = ByteBuffer.allocate(6);
    send(SETTINGS, 0, 0, settings.putShort((short) INITIAL_WINDOW_SIZE).putInt(WINDOW_BYTES));
    send(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(WINDOW_BYTES));
  }

  /// The body of the answer, whatever its status.
  byte[] get(String path) throws IOException {
    int stream = nextStream;
    nextStream += 2;
    send(HEADERS, END_STREAM | END_HEADERS, stream, headers(path));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int of = in.readInt();
      if (length > MAX_FRAME_BYTES) {
        throw new IOException("a frame of type " + type + " and " + length + " bytes");
      }
      byte[] payload = in.readNBytes(length);
      if (of == stream && type == DATA) {
        body.write(payload);
      }
      if (of == stream && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
        return body.toByteArray();
      }
    }
  }

  /// `:method GET`, `:scheme http` and `:path` from the static table of HPACK.
  private static ByteBuffer headers(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer block = ByteBuffer.allocate(4 + bytes.length);
    return block
        .put((byte) 0x82)
        .put((byte) 0x86)
        .put((byte) 4)
        .put((byte) bytes.length)
        .put(bytes);
  }

  private void send(int type, int flags, int stream, ByteBuffer payload) throws IOException {
    int length = payload.flip().remaining();
    ByteBuffer frame = ByteBuffer.allocate(9 + length);
    frame.put((byte) 0).putShort((short) length).put((byte) type).put((byte) flags).putInt(stream);
    socket.getOutputStream().write(frame.put(payload).array());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
