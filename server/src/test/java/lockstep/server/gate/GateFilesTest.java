package lockstep.server.gate;

import static lockstep.server.gate.GateFixture.PACK;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GateFilesTest {
  enum Carrier {
    HTTP1(Version.HTTP_1_1, Version.HTTP_1_1),
    HTTP1_ALTHOUGH_AN_UPGRADE_IS_ASKED_FOR(Version.HTTP_2, Version.HTTP_1_1),
    HTTP1_OVER_TLS(Version.HTTP_1_1, Version.HTTP_1_1),
    HTTP2_OVER_TLS(Version.HTTP_2, Version.HTTP_2);

    private final Version asked;
    private final Version spoken;

    Carrier(Version asked, Version spoken) {
      this.asked = asked;
      this.spoken = spoken;
    }

    boolean isTls() {
      return this == HTTP1_OVER_TLS || this == HTTP2_OVER_TLS;
    }
  }

  @TempDir Path directory;
  private GateFixture fixture;
  private HttpClient client;

  @BeforeEach
  void open() throws IOException {
    fixture = GateFixture.plain(directory);
    client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource
  void aFileArrivesWholeAndInPartOverEveryCarrier(Carrier carrier) throws Exception {
    SelfSigned tls = SelfSigned.make(directory);
    Path own = Files.createDirectories(directory.resolve("own"));
    try (GateFixture gate =
            carrier.isTls()
                ? GateFixture.withTls(own, tls.files().read())
                : GateFixture.plain(own);
        HttpClient client =
            HttpClient.newBuilder().version(carrier.asked).sslContext(tls.trust()).build()) {
      HttpResponse<byte[]> whole = gate.get(client, "/packs/ab.pack");
      assertThat(whole.statusCode()).isEqualTo(200);
      assertThat(whole.version()).isEqualTo(carrier.spoken);
      assertThat(whole.body()).isEqualTo(PACK);
      HttpResponse<byte[]> part = gate.get(client, "/packs/ab.pack", "Range", "bytes=1000-1999999");
      assertThat(part.statusCode()).isEqualTo(206);
      assertThat(part.body()).isEqualTo(Arrays.copyOfRange(PACK, 1000, 2_000_000));
      assertThat(gate.get(client, "/packs/empty.pack").body()).isEmpty();
      assertThat(gate.get(client, "/packs/none.pack").statusCode()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyRequestsAtOnceAreAllAnswered(Carrier carrier) throws Exception {
    SelfSigned tls = SelfSigned.make(directory);
    Path own = Files.createDirectories(directory.resolve("own"));
    try (GateFixture gate =
            carrier.isTls()
                ? GateFixture.withTls(own, tls.files().read())
                : GateFixture.plain(own);
        HttpClient client =
            HttpClient.newBuilder().version(carrier.asked).sslContext(tls.trust()).build()) {
      gate.get(client, "/lockstep.json");
      List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String range = "bytes=" + i * 40_000 + "-" + (i * 40_000 + 99_999);
        answers.add(
            client.sendAsync(
                gate.request("/packs/ab.pack").header("Range", range).build(),
                HttpResponse.BodyHandlers.ofByteArray()));
      }
      for (int i = 0; i < 60; i++) {
        assertThat(answers.get(i).join().body())
            .isEqualTo(Arrays.copyOfRange(PACK, i * 40_000, i * 40_000 + 100_000));
      }
    }
  }

  @Test
  void aFileArrivesOverHttp2ByPriorKnowledge() throws Exception {
    try (PriorKnowledgeClient h2c = new PriorKnowledgeClient(fixture.connect())) {
      assertThat(h2c.get("/packs/ab.pack")).isEqualTo(PACK);
      assertThat(h2c.get("/lockstep.json")).asString().contains("lockstep-repository");
    }
  }

  @Test
  void anAnswerDescribesTheFile() throws Exception {
    Files.setLastModifiedTime(
        fixture.repository.resolve("packs/ab.pack"),
        FileTime.from(Instant.parse("2026-11-01T10:00:00.5Z")));
    HttpResponse<byte[]> answer = fixture.get(client, "/packs/ab.pack?mirror=1");
    assertThat(answer.headers().firstValue("content-length")).contains("3000000");
    assertThat(answer.headers().firstValue("content-type")).contains("application/octet-stream");
    assertThat(answer.headers().firstValue("accept-ranges")).contains("bytes");
    assertThat(answer.headers().firstValue("etag")).isPresent();
    assertThat(answer.headers().firstValue("last-modified"))
        .contains("Sun, 01 Nov 2026 10:00:00 GMT");
    assertThat(answer.headers().firstValue("date")).contains("Sun, 22 Nov 2026 12:00:00 GMT");
    assertThat(answer.headers().firstValue("cache-control").orElseThrow()).contains("immutable");
    HttpResponse<byte[]> timestamp = fixture.get(client, "/metadata/timestamp.json");
    assertThat(timestamp.headers().firstValue("cache-control")).contains("no-cache");
    assertThat(timestamp.headers().firstValue("content-type")).contains("application/json");
  }

  @Test
  void headSaysWhatGetWouldWithoutTheBody() throws Exception {
    HttpResponse<byte[]> answer =
        client.send(
            fixture.request("/packs/ab.pack").method("HEAD", none()).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-length")).contains("3000000");
    assertThat(answer.body()).isEmpty();
    assertThat(fixture.get(client, "/lockstep.json").statusCode()).isEqualTo(200);
  }

  private static HttpRequest.BodyPublisher none() {
    return HttpRequest.BodyPublishers.noBody();
  }

  @Test
  void aRangeOutsideTheFileIsRefusedWithItsSize() throws Exception {
    HttpResponse<byte[]> answer = fixture.get(client, "/packs/ab.pack", "Range", "bytes=3000000-");
    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(answer.headers().firstValue("content-range")).contains("bytes */3000000");
    HttpResponse<byte[]> last = fixture.get(client, "/packs/ab.pack", "Range", "bytes=2999999-");
    assertThat(last.statusCode()).isEqualTo(206);
    assertThat(last.headers().firstValue("content-range"))
        .contains("bytes 2999999-2999999/3000000");
  }

  @Test
  void aThousandRangesAreRefused() throws Exception {
    String ranges = "bytes=" + "0-,".repeat(1000) + "0-";
    assertThat(fixture.get(client, "/packs/ab.pack", "Range", ranges).statusCode()).isEqualTo(416);
  }

  @Test
  void anUnchangedFileIsNotSentAgainAndAChangedOneIs() throws Exception {
    HttpResponse<byte[]> first = fixture.get(client, "/metadata/timestamp.json");
    String etag = first.headers().firstValue("etag").orElseThrow();
    String date = first.headers().firstValue("last-modified").orElseThrow();
    HttpResponse<byte[]> again =
        fixture.get(client, "/metadata/timestamp.json", "If-None-Match", etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.headers().firstValue("etag")).contains(etag);
    assertThat(
            fixture.get(client, "/metadata/timestamp.json", "If-Modified-Since", date).statusCode())
        .isEqualTo(304);
    fixture.write("metadata/timestamp.json", "{\"version\":22}");
    HttpResponse<byte[]> changed =
        fixture.get(client, "/metadata/timestamp.json", "If-None-Match", etag);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.body()).asString().contains("22");
  }

  @Test
  void aRangeOfAFileThatChangedSinceIsAnsweredWithTheWholeFile() throws Exception {
    String etag = fixture.get(client, "/packs/ab.pack").headers().firstValue("etag").orElseThrow();
    String[] same = {"Range", "bytes=0-9", "If-Range", etag};
    assertThat(fixture.get(client, "/packs/ab.pack", same).statusCode()).isEqualTo(206);
    String[] other = {"Range", "bytes=0-9", "If-Range", "\"another\""};
    HttpResponse<byte[]> whole = fixture.get(client, "/packs/ab.pack", other);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body()).hasSize(PACK.length);
  }

  @Test
  void aSymlinkIsNotFollowedNeitherAsFileNorAsFolder() throws Exception {
    Path secret = directory.resolve("secret");
    Files.createDirectories(secret);
    Files.writeString(secret.resolve("key.json"), "secret");
    Path repository = fixture.repository;
    Files.createSymbolicLink(repository.resolve("metadata/key.json"), secret.resolve("key.json"));
    Files.createSymbolicLink(repository.resolve("images"), secret);
    Files.createSymbolicLink(
        repository.resolve("packs/inner.pack"), repository.resolve("packs/ab.pack"));
    assertThat(fixture.get(client, "/metadata/key.json").statusCode()).isEqualTo(404);
    assertThat(fixture.get(client, "/images/key.json").statusCode()).isEqualTo(404);
    assertThat(fixture.get(client, "/packs/inner.pack").statusCode()).isEqualTo(404);
    assertThat(fixture.get(client, "/packs/ab.pack").statusCode()).isEqualTo(200);
  }

  @Test
  void aFolderThatIsReplacedIsSeenAndASymlinkInItsPlaceIsNotFollowed() throws Exception {
    Path packs = fixture.repository.resolve("packs");
    Path aside = directory.resolve("aside");
    assertThat(fixture.get(client, "/packs/ab.pack").body()).isEqualTo(PACK);
    Files.move(packs, aside);
    assertThat(fixture.get(client, "/packs/ab.pack").statusCode()).isEqualTo(404);
    Files.createSymbolicLink(packs, aside);
    assertThat(fixture.get(client, "/packs/ab.pack").statusCode()).isEqualTo(404);
    Files.delete(packs);
    Files.createDirectory(packs);
    Files.writeString(packs.resolve("ab.pack"), "other");
    assertThat(fixture.get(client, "/packs/ab.pack").body()).asString().isEqualTo("other");
    assertThat(fixture.get(client, "/packs/none.pack").statusCode()).isEqualTo(404);
  }

  @Test
  void aFolderAndAPipeAreNotServedAndDoNotBlock() throws Exception {
    Files.createDirectories(fixture.repository.resolve("images/ab"));
    Process mkfifo =
        new ProcessBuilder("mkfifo", fixture.repository.resolve("packs/pipe").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    assertThat(fixture.get(client, "/images/ab").statusCode()).isEqualTo(404);
    assertThat(fixture.get(client, "/packs/pipe").statusCode()).isEqualTo(404);
    assertThat(fixture.get(client, "/lockstep.json/x").statusCode()).isEqualTo(404);
  }

  @Test
  void noPathLeadsOutOfTheRepository() throws Exception {
    Files.writeString(directory.resolve("outside.json"), "secret");
    for (String path :
        List.of(
            "/../outside.json",
            "/metadata/../../outside.json",
            "/metadata/%2e%2e/%2e%2e/outside.json",
            "/metadata/..%2f..%2foutside.json",
            "/metadata/..%5c..%5coutside.json",
            "//outside.json",
            "/metadata/../lockstep.json",
            directory.resolve("outside.json").toString(),
            "/metadata/%00")) {
      String answer =
          fixture.converse("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(answer).as(path).startsWith("HTTP/1.1 404").doesNotContain("secret");
    }
  }

  @Test
  void onlyReadingIsPossible() throws Exception {
    for (String method : List.of("PUT", "POST", "DELETE", "PATCH", "OPTIONS")) {
      HttpResponse<byte[]> answer =
          client.send(
              fixture.request("/lockstep.json").method(method, none()).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
    }
  }
}
