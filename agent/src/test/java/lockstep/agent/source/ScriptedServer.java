package lockstep.agent.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A server that answers its nth connection with the nth script (the last one again and again), then hangs up.
public final class ScriptedServer implements AutoCloseable {
  public interface Script {
    void answer(OutputStream out) throws IOException, InterruptedException;
  }

  /// Says nothing more until the test is over.
  public static final String HOLD = "\0hold";

  private final ServerSocket socket;
  private final List<Script> scripts;
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch over = new CountDownLatch(1);

  private ScriptedServer(List<Script> scripts) throws IOException {
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.scripts = scripts;
  }

  public static ScriptedServer answering(Script... scripts) throws IOException {
    ScriptedServer server = new ScriptedServer(List.of(scripts));
    Thread.ofVirtual().start(server::serve);
    return server;
  }

  /// Sends the texts, one byte a character.
  public static ScriptedServer answeringTexts(String... answers) throws IOException {
    List<Script> scripts = new ArrayList<>();
    for (String answer : answers) {
      scripts.add(out -> {
        boolean hold = answer.endsWith(HOLD);
        String text = hold ? answer.substring(0, answer.length() - HOLD.length()) : answer;
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        if (hold) {
          throw new InterruptedException("hold");
        }
      });
    }
    return answering(scripts.toArray(Script[]::new));
  }

  private void serve() {
    for (int i = 0; !socket.isClosed(); i++) {
      Script script = scripts.get(Math.min(i, scripts.size() - 1));
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection, script));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection, Script script) {
    try (connection) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      StringBuilder request = new StringBuilder();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        request.append(line).append('\n');
      }
      requests.add(request.toString());
      try {
        script.answer(connection.getOutputStream());
      } catch (InterruptedException e) {
        over.await();
      }
    } catch (IOException | InterruptedException e) {
      // The client hung up, or the test is over.
    }
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  public List<String> requests() {
    return requests;
  }

  @Override
  public void close() throws IOException {
    over.countDown();
    socket.close();
  }
}
