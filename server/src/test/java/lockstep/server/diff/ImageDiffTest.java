package lockstep.server.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.json.Json;
import lockstep.server.RepositoryFixture;
import lockstep.server.capture.MasterSample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDiffTest {
  @TempDir private Path directory;
  private RepositoryFixture fixture;

  @BeforeEach
  void buildTheFirst() throws IOException {
    fixture = new RepositoryFixture(directory);
  }

  private void sh(String script) throws Exception {
    MasterSample.run(List.of("sh", "-ec", "cd " + fixture.master + "\n" + script));
  }

  /// Builds, changes the master, builds again and compares.
  private String diff(String script, String... options) throws Exception {
    fixture.build("one");
    sh(script);
    fixture.build("two");
    return compare("one", "two", 3, options);
  }

  private String compare(String from, String to, int exit, String... options) {
    List<String> arguments = new ArrayList<>(List.of("image", "diff", fixture.repo(), from, to));
    arguments.addAll(List.of(options));
    assertThat(fixture.run(arguments.toArray(String[]::new))).as(fixture.err()).isEqualTo(exit);
    return fixture.out();
  }

  private List<Json> array(String key) throws IOException {
    return fixture.json().array(key);
  }

  @Test
  void theSameImageDoesNotDiffer() throws Exception {
    fixture.build("one");

    assertThat(compare("one", "one", 0)).endsWith("PATHS\n").contains("mtime only 0");
  }

  @Test
  void everyKindOfChangeHasItsSign() throws Exception {
    String told =
        diff(
            """
            echo new >etc/added; rm fifo; mv usr/lib.so usr/moved.so; echo more >>etc/passwd
            rm a-b; mkdir a-b; touch -d 2020-02-02 a/b; ln -sfn usr/sbin bin; mkdir -m 700 var/new
            setfattr -n user.note -v x var/lib; chmod 640 usr/bin/tool; rm null; mknod null c 1 5
            """);

    assertThat(told)
        .contains("\n+ etc/added  4 B\n")
        .contains("\n- fifo  fifo\n")
        .contains("\n> usr/moved.so  from usr/lib.so\n")
        .contains("\nc etc/passwd  11 B -> 16 B\n")
        .contains("\n! a-b/  kind file -> directory\n")
        .contains("\nc bin  target usr/bin -> usr/sbin\n")
        .contains("\n+ var/new/\n")
        .contains("\nm var/lib/  user.note added \"x\"\n")
        .contains("\nm usr/bin/tool  mode 0644 -> 0640\n")
        .contains("\nc null  device 1:3 -> 1:5\n")
        .doesNotContain("\n- usr/lib.so")
        .doesNotContain("a/b");
  }

  @Test
  void pathsOfWhichOnlyTheMtimeDiffersAreCountedAndListedOnRequest() throws Exception {
    assertThat(diff("touch -d 2020-02-02T01:02:03.5Z a/b"))
        .contains("mtime only 1")
        .endsWith("PATHS\n");

    assertThat(compare("one", "two", 3, "--mtimes"))
        .endsWith("t a/b  mtime 2020-09-13T12:26:40.123456789Z -> 2020-02-02T01:02:03.500Z\n");
  }

  @Test
  void whatGivesRightsIsCalledOutBeforeAllElse() throws Exception {
    String told =
        diff(
            """
            cp usr/bin/tool usr/bin/su; chmod 4755 usr/bin/su; cp usr/bin/su usr/bin/wall; chmod 2755 usr/bin/wall
            echo other >>a-b; chmod 6755 a-b
            setfattr -n security.capability -v 0sAQAAAgAgAAAAAAAAAAAAAAAAAAA= usr/lib.so
            chmod 0600 null; mknod kmsg c 1 11
            """);

    String attention = told.substring(0, told.indexOf("\nPACKAGES"));
    assertThat(attention)
        .contains("setuid     usr/bin/su: new file, mode 4755, owner 0:0\n")
        .contains("setgid     usr/bin/wall: new file, mode 2755, owner 0:0\n")
        .contains("setuid     a-b: and content 16 B -> 22 B\n")
        .contains("capability a-b: removed, was cap_net_raw=ep\n")
        .contains("capability usr/lib.so: added cap_net_raw=ep\n")
        .contains(
            "device     null: character device 1:3 mode 0644 -> character device 1:3 mode 0600;"
                + " mode 0644 -> 0600")
        .contains("device     kmsg: added character device 1:11 mode 0644\n");
  }

  @Test
  void aSetuidProgramThatLosesTheBitOrMovesIsCalledOut() throws Exception {
    sh("cp usr/lib.so mount; chmod 4755 mount; cp usr/bin/tool pass; chmod 4711 pass");
    String told = diff("mv mount usr/mount; chmod 755 pass");

    assertThat(told)
        .contains("setuid     usr/mount: moved from mount\n")
        .contains("setuid     pass: lost, mode 4711, owner 0:0\n");
  }

  @Test
  void filesWithTheSameContentAreMatchedByNameFirst() throws Exception {
    sh("mkdir x y z; cp usr/lib.so x/one; cp usr/lib.so x/two; rm usr/lib.so");
    String told = diff("mv x/one y/zwei; mv x/two z/two; touch -r x x");

    assertThat(told).contains("> y/zwei  from x/one\n").contains("> z/two  from x/two\n");
  }

  @Test
  void aMoveTellsWhatElseChangedAndAnEmptyFileIsNotMoved() throws Exception {
    String told = diff("mv usr/lib.so lib.so; chmod 600 lib.so; mv a/b a/c");

    assertThat(told)
        .contains("> lib.so  from usr/lib.so; mode 0644 -> 0600\n")
        .contains("+ a/c  0 B\n")
        .contains("- a/b  0 B\n");
  }

  @Test
  void hardLinksThatComeAndGoAreTold() throws Exception {
    String told =
        diff(
            "rm usr/bin/also-tool; ln etc/passwd etc/also; rm etc/tool; cp -p usr/bin/tool"
                + " etc/tool");

    assertThat(told)
        .contains("- usr/bin/also-tool  another name of etc/tool\n")
        .contains("c etc/passwd  same file as added etc/also\n")
        .contains("c usr/bin/tool  same file as removed, was etc/tool\n");
  }

  @Test
  void aclsAreDecoded() throws Exception {
    assertThat(diff("setfacl -m u:1001:rwx etc"))
        .contains(
            "system.posix_acl_access added"
                + " user::rwx,user:1001:rwx,group::r-x,mask::rwx,other::--x");
  }

  @Test
  void packagesAreAddedRemovedUpgradedAndDowngraded() throws Exception {
    sh("mkdir -p var/lib/dpkg");
    status("libc6 2.36-9+deb12u4", "gone 1.0", "down 1:2.0-1", "same 3");
    String told =
        diff(
            "sed -i 's/deb12u4/deb12u10/; s/1:2.0-1/1:2.0~rc1-1/; s/gone/come/'"
                + " var/lib/dpkg/status");

    assertThat(told)
        .contains(
            """
            PACKAGES
              added      come 1.0 amd64
              downgraded down 1:2.0-1 -> 1:2.0~rc1-1 amd64
              removed    gone 1.0 amd64
              upgraded   libc6 2.36-9+deb12u4 -> 2.36-9+deb12u10 amd64

            """);
  }

  private void status(String... packages) throws IOException {
    StringBuilder status = new StringBuilder();
    for (String named : packages) {
      String[] parts = named.split(" ", 2);
      status.append(
          "Package: %s\nStatus: install ok installed\nArchitecture: amd64\nVersion: %s\n\n"
              .formatted(parts[0], parts[1]));
    }
    MasterSample.write(fixture.master.resolve("var/lib/dpkg/status"), status.toString());
  }

  @Test
  void excludeRulesThatChangeAreTold() throws Exception {
    MasterSample.write(fixture.master.resolve("etc/lockstep/excludes.d/x.exclude"), "/var/tmp/\n");
    String told = diff("echo /srv/ >etc/lockstep/excludes.d/x.exclude");

    assertThat(told).contains("EXCLUDE RULES\n  added      /srv/\n  removed    /var/tmp/\n");
  }

  @Test
  void theJsonReportIsOneObjectAndAlwaysTheSame() throws Exception {
    String told =
        diff("echo new >etc/added; chmod 4755 etc/passwd; mv usr/lib.so lib.so", "--json");

    assertThat(told.lines()).hasSize(1);
    assertThat(array("attention").toString()).contains("setuid").contains("etc/passwd");
    assertThat(fixture.json().object("summary").whole("moved")).isEqualTo(1);
    assertThat(array("differences").toString())
        .contains("\"movedFrom\":\"usr/lib.so\"")
        .contains("\"change\":\"metadata\"")
        .contains("\"before\":\"0644\"");
    fixture.buildOf(fixture.master, "renamed");
    assertThat(compare("one", "renamed", 3, "--json")).isEqualTo(told);
  }

  @Test
  void namesThatSteerATerminalAreEscaped() throws Exception {
    assertThat(diff("echo x >\"$(printf 'etc/\\033[31m\\nx')\""))
        .contains("+ etc/\\x1b[31m\\x0ax  2 B\n")
        .doesNotContain("\u001b");
  }

  @Test
  void damageAndUnknownImagesAreTold() throws Exception {
    String id = fixture.build("one");
    sh("echo x >etc/more");
    fixture.build("two");

    compare("one", "three", 1);
    assertThat(fixture.err()).contains("E-NO-IMAGE three");
    RepositoryFixture.flipBit(fixture.repository.resolve("images/" + id + "/manifest"), 150);
    compare("one", "two", 1, "--json");
    assertThat(fixture.err()).contains("E-DAMAGED images/" + id + "/manifest");
  }
}
