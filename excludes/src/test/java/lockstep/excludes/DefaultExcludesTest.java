package lockstep.excludes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultExcludesTest {
  @ParameterizedTest
  @CsvSource({
    "dev/null, OTHER, EXCLUDED",
    "proc, DIRECTORY, MANAGED",
    "home/alice, DIRECTORY, EXCLUDED",
    "etc/hostname, OTHER, SEED",
    "etc/shadow, OTHER, MANAGED",
    "etc/shadow-, OTHER, EXCLUDED",
    "etc/ssh/ssh_host_ed25519_key, OTHER, EXCLUDED",
    "etc/ssh/sshd_config, OTHER, MANAGED",
    "root/.ssh, DIRECTORY, EXCLUDED",
    "root/.bashrc, OTHER, SEED",
    "var/log, DIRECTORY, MANAGED",
    "var/log/apt, DIRECTORY, SEED",
    "var/log/apt/history.log, OTHER, EXCLUDED",
    "var/lib/dpkg/status, OTHER, MANAGED",
    "var/lib/dpkg/status-old, OTHER, EXCLUDED",
    "usr/local/bin, DIRECTORY, SEED",
    "usr/local/bin/site, OTHER, EXCLUDED",
    "usr/bin/ls, OTHER, MANAGED",
    "lost+found, DIRECTORY, EXCLUDED"
  })
  void onDebianAPathBelongsTo(String path, EntryType type, Verdict verdict) {
    assertThat(DefaultExcludes.debian().judge(RelativePath.of(path), type)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "etc/sysconfig/network-scripts/ifcfg-eth0, OTHER, SEED",
    "etc/sysconfig/network-scripts/ifcfg-lo, OTHER, MANAGED",
    "var/lib/rpm/rpmdb.sqlite, OTHER, MANAGED",
    "boot/loader/entries/a.conf, OTHER, EXCLUDED",
    "etc/machine-id, OTHER, SEED"
  })
  void onRedHatAPathBelongsTo(String path, EntryType type, Verdict verdict) {
    assertThat(DefaultExcludes.redHat().judge(RelativePath.of(path), type)).isEqualTo(verdict);
  }

  @Test
  void noRuleFallsBelowUsrExceptUsrLocal() {
    ExcludeSet both = DefaultExcludes.debian().plus(DefaultExcludes.redHat());
    assertThat(both.rules())
        .filteredOn(rule -> rule.pattern().text().utf8().startsWith("/usr"))
        .allMatch(rule -> rule.pattern().text().utf8().startsWith("/usr/local/"));
    assertThat(both.rules()).allMatch(rule -> rule.pattern().isAnchored());
  }

  @Test
  void noImageCanManageWhatTheAgentKeeps() throws Exception {
    ExcludeSet image = ExcludeSet.parse("image", Bytes.of("!/.lockstep\n!/etc/lockstep/*\n"));
    ExcludeSet rules = image.withLocal(DefaultExcludes.agent());
    assertThat(rules.judge(RelativePath.of(".lockstep"), EntryType.DIRECTORY))
        .isEqualTo(Verdict.EXCLUDED);
    assertThat(rules.judge(RelativePath.of("etc/lockstep/agent.toml"), EntryType.OTHER))
        .isEqualTo(Verdict.EXCLUDED);
    assertThat(rules.judge(RelativePath.of("etc/lockstep/excludes.d"), EntryType.DIRECTORY))
        .isEqualTo(Verdict.MANAGED);
  }
}
