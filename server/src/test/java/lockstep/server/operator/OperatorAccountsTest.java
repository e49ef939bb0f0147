package lockstep.server.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lockstep.server.audit.AuditCheck;
import lockstep.server.audit.AuditEntry;
import lockstep.server.audit.AuditTrail;
import lockstep.server.audit.Verification;
import lockstep.server.operator.OperatorAccounts.Listed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorAccountsTest {
  @TempDir Path data;
  private OperatorAccounts accounts;

  @BeforeEach
  void open() throws IOException {
    DataDirectory.make(data);
    accounts = DataDirectory.accounts(data);
  }

  private List<AuditEntry> audit() throws IOException {
    return AuditTrail.read(data, _ -> true).entries();
  }

  private Path file() {
    return data.resolve("operators.json");
  }

  @Test
  void accountsAreAddedChangedAndRemovedAndTheAuditLogSaysSo() throws IOException {
    OperatorToken first = accounts.add("anna", OperatorRole.VIEWER);
    accounts.add("ben.script_2", OperatorRole.RELEASE);
    accounts.setRole("anna", OperatorRole.ON_CALL);
    OperatorToken second = accounts.renew("anna");
    accounts.remove("ben.script_2");

    assertThat(accounts.list())
        .containsExactly(
            new Listed(
                new Operator("anna", OperatorRole.ON_CALL), second.id(), DataDirectory.NOON));
    assertThat(first.authority()).isEqualTo(DataDirectory.AUTHORITY);
    assertThat(audit())
        .extracting(AuditEntry::act, AuditEntry::object, AuditEntry::who)
        .containsExactly(
            tuple("operator.add", "anna", "local:root"),
            tuple("operator.add", "ben.script_2", "local:root"),
            tuple("operator.role", "anna", "local:root"),
            tuple("operator.renew", "anna", "local:root"),
            tuple("operator.remove", "ben.script_2", "local:root"));
    assertThat(audit().get(2).detail()).isEqualTo("from viewer to on-call");
    assertThat(AuditCheck.of(data, Optional.empty())).isInstanceOf(Verification.Whole.class);
  }

  @Test
  void noFileHasTheTokenAndNobodyElseMayReadThem() throws IOException {
    OperatorToken token = accounts.add("anna", OperatorRole.VIEWER);
    String secret = token.text().substring("lockstep-operator-1.".length() + 11);

    try (var files = Files.list(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain(secret.substring(0, 40));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .describedAs("%s", file)
            .isEqualTo("rw-------");
      }
    }
    assertThat(Files.readString(file())).contains(token.id(), "$argon2id$v=19$");
    assertThat(token.toString() + accounts.list()).doesNotContain(secret.substring(0, 10));
  }

  @Test
  void aNameIsTakenOnce() throws IOException {
    accounts.add("anna", OperatorRole.VIEWER);
    byte[] before = Files.readAllBytes(file());

    assertThatThrownBy(() -> accounts.add("anna", OperatorRole.RELEASE))
        .hasMessageContaining("E-EXISTS")
        .hasMessageContaining("operator renew");
    assertThat(file()).hasBinaryContent(before);
    assertThat(audit()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Anna",
        "-anna",
        ".",
        "..",
        "a b",
        "a/b",
        "a:b",
        "a\n",
        "a\0",
        "ánna",
        "a\u202e",
        "\"",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void anOddNameIsRefused(String name) {
    assertThatThrownBy(() -> accounts.add(name, OperatorRole.VIEWER))
        .hasMessageContaining("E-NAME")
        .hasMessageContaining("small letters")
        .hasMessageNotContaining("\u202e");
    assertThat(file()).doesNotExist();
  }

  @Test
  void anOrdinaryNameIsTaken() throws IOException {
    for (String name : List.of("a", "0", "anna-b", "anna.b_c", "a".repeat(64))) {
      accounts.add(name, OperatorRole.VIEWER);
    }
    assertThat(accounts.list()).hasSize(5);
  }

  @Test
  void whoIsNotThereCannotBeChanged() throws IOException {
    accounts.add("anna", OperatorRole.VIEWER);

    assertThatThrownBy(() -> accounts.setRole("ben", OperatorRole.VIEWER))
        .hasMessageContaining("E-NO-OPERATOR")
        .hasMessageContaining("ben");
    assertThatThrownBy(() -> accounts.renew("ben")).hasMessageContaining("E-NO-OPERATOR");
    assertThatThrownBy(() -> accounts.remove("ben")).hasMessageContaining("E-NO-OPERATOR");
    assertThat(audit()).hasSize(1);
  }

  @Test
  void withoutAnAuthorityThereIsNoToken() throws IOException {
    Files.writeString(
        data.resolve("ca/server-authority.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
    assertThatThrownBy(() -> accounts.add("anna", OperatorRole.VIEWER))
        .hasMessageContaining("E-CA");
    Files.delete(data.resolve("ca/server-authority.crt"));
    assertThatThrownBy(() -> accounts.add("anna", OperatorRole.VIEWER))
        .hasMessageContaining("E-NO-CA")
        .hasMessageContaining("lockstep serve");
    assertThat(file()).doesNotExist();
  }

  @Test
  void whatCannotBeRecordedIsNotDone() throws IOException {
    accounts.add("anna", OperatorRole.VIEWER);
    byte[] before = Files.readAllBytes(file());
    Files.delete(data.resolve("audit.jsonl"));

    assertThatThrownBy(() -> accounts.setRole("anna", OperatorRole.RELEASE))
        .hasMessageContaining("E-AUDIT");
    assertThat(file()).hasBinaryContent(before);
  }

  @Test
  void aDamagedFileIsNotWrittenOver() throws IOException {
    Files.writeString(file(), "{\"format\":\"lockstep-operators\"");
    assertThatThrownBy(() -> accounts.add("anna", OperatorRole.VIEWER))
        .hasMessageContaining("E-OPERATORS");
    assertThat(file()).hasContent("{\"format\":\"lockstep-operators\"");
  }

  @Test
  void manyAtOnceAllStand() throws Exception {
    List<Future<OperatorToken>> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        String name = "script-" + i;
        done.add(threads.submit(() -> DataDirectory.accounts(data).add(name, OperatorRole.VIEWER)));
      }
    }
    for (Future<OperatorToken> one : done) {
      one.get();
    }

    assertThat(accounts.list()).hasSize(20);
    assertThat(audit()).hasSize(20);
  }

  @Test
  void whatRootChangesStaysTheServersOwn() throws IOException {
    assumeTrue((int) Files.getAttribute(data, "unix:uid") == 0, "only root gives files away");
    UserPrincipal nobody =
        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Files.setOwner(data, nobody);

    accounts.add("anna", OperatorRole.VIEWER);

    for (String name :
        List.of("operators.json", "operators.lock", "audit.jsonl", "audit.head", "audit.lock")) {
      assertThat(Files.getOwner(data.resolve(name))).describedAs(name).isEqualTo(nobody);
    }
  }
}
