package lockstep.server.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lockstep.server.RepositoryFixture;
import lockstep.server.capture.MasterSample;
import lockstep.server.layers.LayerText;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `image build` of OCI layouts.
class OciLayoutTest {
  private static final String[] ALL = {"--format=pax", "--xattrs", "--xattrs-include=*"};

  @TempDir private Path directory;
  private RepositoryFixture fixture;
  private Path layout;

  @BeforeEach
  void makeMaster() throws IOException {
    fixture = new RepositoryFixture(directory);
    layout = directory.resolve("layout");
  }

  private int build(Path from, String... options) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("image", "build", fixture.repo(), "--from", from.toString()));
    arguments.addAll(List.of("--label", "x", "--no-default-excludes", "--json"));
    arguments.addAll(List.of(options));
    return fixture.run(arguments.toArray(String[]::new));
  }

  private void assertRefused(String problem, String... options) {
    assertThat(build(layout, options)).isEqualTo(1);
    assertThat(fixture.err()).contains(problem);
  }

  private Path masterTar() throws Exception {
    Path tar = directory.resolve("master.tar");
    MasterSample.tar(tar, fixture.master, ALL);
    return tar;
  }

  private Path layer(String name, String... entries) throws IOException {
    return LayerText.write(directory.resolve(name), 0755, entries);
  }

  @Test
  void aLayoutOfATreeIsTheImageOfTheTree() throws Exception {
    String id = fixture.build("directory");
    Path tar = masterTar();
    for (LayoutMaker.Packing packing : LayoutMaker.Packing.values()) {
      Path made = directory.resolve(packing.name());
      new LayoutMaker(made).image("linux/amd64", packing, tar);
      assertThat(fixture.buildOf(made, "x")).as(packing.name()).isEqualTo(id);
    }
  }

  @Test
  void aTarOfALayoutIsTheSame() throws Exception {
    String id = fixture.build("directory");
    new LayoutMaker(layout).image("linux/amd64", LayoutMaker.Packing.GZIP, masterTar());
    Path plain = directory.resolve("plain.tar");
    MasterSample.run(
        List.of(
            "tar",
            "-C",
            layout.toString(),
            "-cf",
            plain.toString(),
            "blobs",
            "index.json",
            "oci-layout"));
    Path dotted = directory.resolve("dotted.tar");
    MasterSample.tar(dotted, layout);

    assertThat(fixture.buildOf(plain, "x")).isEqualTo(id);
    assertThat(fixture.buildOf(dotted, "x")).isEqualTo(id);
  }

  @Test
  void layersLieOverOneAnother() throws Exception {
    String id = fixture.build("directory");
    Path under = layer("under.tar", "dir .", "dir old", "file old/x 1", "file etc 2", "file usr 3");
    Path over = layer("over.tar", "file .wh.old ");
    new LayoutMaker(layout)
        .image("linux/amd64", LayoutMaker.Packing.ZSTD, under, masterTar(), over);

    assertThat(fixture.buildOf(layout, "x")).isEqualTo(id);
  }

  @Test
  void directoriesThatNoLayerHasAreTold() throws Exception {
    new LayoutMaker(layout)
        .image("linux/amd64", LayoutMaker.Packing.PLAIN, layer("a.tar", "file a/b 1"));

    assertThat(build(layout)).isZero();

    assertThat(fixture.json().array("problems")).hasSize(2);
    assertThat(fixture.out()).contains("W-OCI-DIRECTORY").contains("\"path\":\"a\"");
  }

  @Test
  void hostileLayersAreRefused() throws Exception {
    new LayoutMaker(layout)
        .image(
            "linux/amd64",
            LayoutMaker.Packing.GZIP,
            layer("a.tar", "dir .", "symlink a /etc"),
            layer("b.tar", "file a/passwd 1"));
    assertRefused(
        "E-OCI-LAYER a/passwd: lies below a, which is a symlink, in layer 2 of 2, sha256:");
  }

  @Test
  void thePlatformIsChosenAndWhereItIsOpenWhatThereIsIsTold() throws Exception {
    Path one = layer("one.tar", "dir .", "file one 1");
    Path two = layer("two.tar", "dir .", "file two 2");
    new LayoutMaker(layout)
        .image("linux/amd64", LayoutMaker.Packing.GZIP, one)
        .image("linux/arm64", LayoutMaker.Packing.GZIP, two)
        .image("unknown/unknown", LayoutMaker.Packing.GZIP, one)
        .nest();

    assertRefused("E-OCI-PLATFORM");
    assertThat(fixture.err()).contains("has 2 images; there are: linux/amd64 (sha256:");
    assertRefused(
        "has no image for linux/s390x; there are: linux/amd64", "--platform", "linux/s390x");
    assertThat(build(layout, "--platform", "linux/arm64")).isZero();
    assertThat(build(layout, "--platform", "nonsense")).isEqualTo(2);
  }

  @Test
  void theOneImageMustBeOfThePlatformThatIsAskedFor() throws Exception {
    new LayoutMaker(layout)
        .image("linux/amd64", LayoutMaker.Packing.GZIP, layer("one.tar", "dir ."));
    assertRefused("E-OCI-PLATFORM", "--platform", "linux/arm64");
    assertThat(build(layout, "--platform", "linux/amd64")).isZero();
  }

  @Test
  void aPlatformOfADirectoryIsRefused() throws Exception {
    assertThat(build(fixture.master, "--platform", "linux/amd64")).isEqualTo(1);
    assertThat(fixture.err()).contains("is no OCI image layout");
  }

  @Test
  void aBlobThatIsNotWhatItsDigestSaysIsRefused() throws Exception {
    LayoutMaker maker =
        new LayoutMaker(layout).image("linux/amd64", LayoutMaker.Packing.PLAIN, masterTar());
    Path blob = maker.largestBlob();
    byte[] whole = Files.readAllBytes(blob);

    RepositoryFixture.flipBit(blob, 5000);
    assertRefused("has bytes of another digest");
    Files.write(blob, java.util.Arrays.copyOf(whole, whole.length - 1));
    assertRefused("E-OCI-BLOB blobs/sha256/");
    try (OutputStream out = Files.newOutputStream(blob)) {
      out.write(whole);
      out.write(0);
    }
    assertRefused("has more than " + whole.length + " bytes");
    Files.delete(blob);
    assertRefused("is not there");
    Files.write(blob, whole);
    assertThat(build(layout)).isZero();
  }

  @Test
  void aDamagedGzipStreamIsRefused() throws Exception {
    LayoutMaker maker =
        new LayoutMaker(layout).image("linux/amd64", LayoutMaker.Packing.GZIP, masterTar());
    RepositoryFixture.flipBit(maker.largestBlob(), 5000);
    assertRefused("E-OCI-BLOB blobs/sha256/");
  }

  @Test
  void nothingOfUnpackedLayersStaysBehind() throws Exception {
    new LayoutMaker(layout).image("linux/amd64", LayoutMaker.Packing.GZIP, masterTar());
    assertThat(build(layout)).isZero();
    try (var left = Files.list(directory.resolve("repo.build"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void moreThanTheLimitIsNotUnpacked() throws Exception {
    Path zeros = directory.resolve("zeros");
    Files.write(zeros, new byte[1 << 20]);
    new LayoutMaker(layout).image("linux/amd64", LayoutMaker.Packing.GZIP, zeros);
    Blobs blobs = new Blobs(new DirectoryFiles(layout));
    Descriptor image = Candidates.of(blobs).choose(java.util.Optional.empty(), "x");
    ImageManifest manifest = ImageManifest.read(blobs, image);
    Digest plain = ImageConfig.read(blobs, manifest.config()).plainLayers().getFirst();

    org.assertj.core.api.Assertions.assertThatThrownBy(() ->
            new LayerUnpacking(blobs, (1 << 20) - 1)
                .unpack(manifest.layers().getFirst(), plain, directory))
        .hasMessageContaining("E-OCI-LIMIT");
    new LayerUnpacking(blobs, 1 << 20)
        .unpack(manifest.layers().getFirst(), plain, directory)
        .close();
  }

  @Test
  void aMalformedIndexIsRefused() throws Exception {
    new LayoutMaker(layout);
    Files.writeString(
        layout.resolve("index.json"), "{\"manifests\":[{\"digest\":\"sha256:../..\"}]}");
    assertRefused("E-OCI index.json");
    Files.writeString(
        layout.resolve("index.json"), "{\"manifests\":[{\"digest\":\"sha256:../..\",\"size\":1}]}");
    assertRefused("has a digest that is neither");
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}");
    assertRefused("is of version 2.0.0");
  }
}
