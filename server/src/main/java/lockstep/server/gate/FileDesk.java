package lockstep.server.gate;

import com.google.protobuf.ByteString;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import lockstep.server.limit.SourceNetwork;
import org.jspecify.annotations.Nullable;

/// Answers GET and HEAD for files of the repository: whole, in part, or not at all because the client has it. What is large is sent
/// when its [turn][Turns] has come.
final class FileDesk {
  private static final System.Logger LOG = System.getLogger(FileDesk.class.getName());

  private final RepositoryFiles files;
  private final Turns turns;
  private final int largeBytes;
  private final AtomicBoolean saidSo = new AtomicBoolean();

  /// @param largeBytes from so many on an answer is given in its turn
  FileDesk(RepositoryFiles files, Turns turns, int largeBytes) {
    this.files = files;
    this.turns = turns;
    this.largeBytes = largeBytes;
  }

  CompletableFuture<Reply> answer(Request request, Caller caller) {
    Reply reply = answerNow(request);
    boolean needsTurn =
        reply instanceof Reply.Stored(_, _, _, ByteRange.Part part, _)
            && part.length() >= largeBytes
            && request.method().equals(HttpMethod.GET);
    return needsTurn
        ? inTurn(request, caller, (Reply.Stored) reply)
        : CompletableFuture.completedFuture(reply);
  }

  /// Those in line have no file open: there may be more of them than files may be open.
  private CompletableFuture<Reply> inTurn(Request request, Caller caller, Reply.Stored reply) {
    CompletableFuture<Turns.Chance> chance = turns.ask(SourceNetwork.of(caller.source()));
    if (chance.getNow(null) instanceof Turns.Turn turn) {
      return CompletableFuture.completedFuture(reply.in(turn));
    }
    reply.file().letGo();
    return chance.thenApply(given ->
        switch (given) {
          case Turns.Later(Duration delay) -> Reply.busy(delay);
          case Turns.Turn turn -> answerNow(request, turn);
        });
  }

  private Reply answerNow(Request request, Turns.Turn turn) {
    Reply reply = answerNow(request);
    if (reply instanceof Reply.Stored stored) {
      return stored.in(turn);
    }
    turn.close();
    return reply;
  }

  private Reply answerNow(Request request) {
    Optional<ServedName> name = ServedName.parse(request.path());
    if (name.isEmpty()) {
      return Reply.notFound();
    }
    if (!request.isRead()) {
      return Reply.notAllowed("GET, HEAD");
    }
    try {
      return answer(request, files.open(name.get()));
    } catch (NoSuchFileException e) {
      return Reply.notFound();
    } catch (IOException e) {
      if (isForWantOfFiles(e)) {
        return busy(e);
      }
      // Never a 404: "nothing there" would be believed, and the next try may succeed.
      LOG.log(System.Logger.Level.ERROR, () -> request + " cannot be answered", e);
      return Reply.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the repository cannot be read");
    }
  }

  /// Each answer under way has its file open.
  private static boolean isForWantOfFiles(IOException e) {
    return e instanceof FileSystemException known
        && "Too many open files".equals(known.getReason());
  }

  /// So many clients at once are served one after the other.
  private Reply busy(IOException e) {
    if (!saidSo.getAndSet(true)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "more files are asked for than this process may open, so clients are told to come again: {0}; raise its limit (LimitNOFILE)",
          e.getMessage());
    }
    return Reply.busy();
  }

  private static Reply answer(Request request, StoredFile file) throws IOException {
    HttpHeaders headers = describe(file);
    if (isUnchanged(request, file)) {
      file.close();
      return new Reply.Brief(HttpResponseStatus.NOT_MODIFIED, headers, ByteString.EMPTY);
    }
    return switch (range(request, file)) {
      case ByteRange.Whole() ->
          new Reply.Stored(
              HttpResponseStatus.OK,
              headers,
              file,
              new ByteRange.Part(0, file.size()),
              Optional.empty());
      case ByteRange.Part part -> {
        headers.set(HttpHeaderNames.CONTENT_RANGE, part.contentRange(file.size()));
        yield new Reply.Stored(
            HttpResponseStatus.PARTIAL_CONTENT, headers, file, part, Optional.empty());
      }
      case ByteRange.Unsatisfiable() -> {
        file.close();
        yield outside(file);
      }
    };
  }

  private static HttpHeaders describe(StoredFile file) {
    return Reply.noHeaders()
        .set(HttpHeaderNames.CONTENT_TYPE, file.name().contentType())
        .set(HttpHeaderNames.CACHE_CONTROL, file.name().cacheControl())
        .set(HttpHeaderNames.ACCEPT_RANGES, "bytes")
        .set(HttpHeaderNames.ETAG, file.etag())
        .set(HttpHeaderNames.LAST_MODIFIED, DateFormatter.format(Date.from(file.modified())));
  }

  private static Reply outside(StoredFile file) {
    Reply.Brief reply =
        Reply.text(
            HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            "the file has " + file.size() + " bytes; ask for one range within");
    reply.headers().set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + file.size());
    return reply;
  }

  /// RFC 9110, section 13.2.2: a date counts only where no tag was sent.
  private static boolean isUnchanged(Request request, StoredFile file) {
    String tags = request.header(HttpHeaderNames.IF_NONE_MATCH);
    if (!tags.isEmpty()) {
      return tags.strip().equals("*") || tags.contains(file.etag());
    }
    Instant since = date(request.header(HttpHeaderNames.IF_MODIFIED_SINCE));
    return since != null && !file.modified().isAfter(since);
  }

  /// A range of what the client saw before is of no use when the file is another by now.
  private static ByteRange range(Request request, StoredFile file) {
    String condition = request.header(HttpHeaderNames.IF_RANGE);
    boolean same =
        condition.isEmpty()
            || condition.equals(file.etag())
            || file.modified().equals(date(condition));
    String range = request.header(HttpHeaderNames.RANGE);
    return same ? ByteRange.parse(range, file.size()) : new ByteRange.Whole();
  }

  private static @Nullable Instant date(String field) {
    Date date = field.isEmpty() ? null : DateFormatter.parseHttpDate(field);
    return date == null ? null : date.toInstant();
  }
}
