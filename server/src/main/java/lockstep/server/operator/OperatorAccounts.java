package lockstep.server.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lockstep.images.ContentHash;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Inert;
import lockstep.server.audit.Actor;
import lockstep.server.audit.AuditLog;
import lockstep.server.durable.FileLock;
import lockstep.server.operator.SecretHash.Cost;

/// Makes and changes accounts, on the server's own machine. Each act is in the audit log before it takes effect; a server
/// that runs meanwhile goes by it from the next request on. Safe for many threads and many processes.
public final class OperatorAccounts {
  /// What may be shown of an account.
  ///
  /// @param tokenId the part of the token that is no secret
  /// @param issued when the token was made
  public record Listed(Operator operator, String tokenId, Instant issued) {}

  private final Path data;
  private final AccountFile file;
  private final AuditLog audit;
  private final InstantSource clock;
  private final Actor actor;
  private final Cost cost;

  private OperatorAccounts(Path data, InstantSource clock, Actor actor, Cost cost) {
    this.data = data;
    this.file = AccountFile.in(data);
    this.audit = AuditLog.open(data, clock);
    this.clock = clock;
    this.actor = actor;
    this.cost = cost;
  }

  /// Whose certificate the server's descends from: the SHA-256 of its DER form.
  ///
  /// @throws ProblemException `E-NO-CA` when the server has never run, `E-CA` when it is damaged
  public static ContentHash authority(Path data) throws IOException {
    return AuthorityFile.digest(data);
  }

  /// Whether there are, or were, accounts in a data directory, whatever state their file is in.
  public static boolean areIn(Path data) {
    return Files.exists(AccountFile.in(data).path());
  }

  /// @param data a server's data directory
  /// @param actor who the audit log says it was
  /// @throws ProblemException `E-NO-DATA` when there is no such directory
  public static OperatorAccounts open(Path data, InstantSource clock, Actor actor)
      throws IOException {
    return open(data, clock, actor, Cost.STANDARD);
  }

  static OperatorAccounts open(Path data, InstantSource clock, Actor actor, Cost cost)
      throws IOException {
    if (!Files.isDirectory(data)) {
      throw new ProblemException(
          new Problem(
              "E-NO-DATA",
              data.toString(),
              "there is no such directory",
              "name the directory that 'lockstep serve' is given as --data; its first start makes it"));
    }
    return new OperatorAccounts(data, clock, actor, cost);
  }

  /// By name.
  ///
  /// @throws ProblemException `E-OPERATORS` when the file is not to be believed; so with all that follow
  public List<Listed> list() throws IOException {
    return file.read().stream()
        .map(it -> new Listed(it.operator(), it.tokenId(), it.issued()))
        .sorted(Comparator.comparing(it -> it.operator().name()))
        .toList();
  }

  /// @return the token, to be shown once: only its hash is kept
  /// @throws ProblemException `E-NAME`, `E-EXISTS`, or `E-NO-CA` when the server has never run
  public OperatorToken add(String name, OperatorRole role) throws IOException {
    if (!Operator.isName(name)) {
      throw new ProblemException(
          new Problem("E-NAME", Inert.text(name), Operator.RULE, "choose another name"));
    }
    OperatorToken token = OperatorToken.generate(AuthorityFile.digest(data));
    Account made = account(new Operator(name, role), token);
    change(
        "operator.add",
        name,
        accounts -> {
          refuseDuplicate(accounts, name);
          accounts.add(made);
          return "role %s, token %s".formatted(role, token.id());
        });
    return token;
  }

  /// @throws ProblemException `E-NO-OPERATOR` when there is none of that name; so with those below
  public void setRole(String name, OperatorRole role) throws IOException {
    change(
        "operator.role",
        name,
        accounts -> {
          int at = find(accounts, name);
          Account before = accounts.get(at);
          accounts.set(at, before.with(role));
          return "from %s to %s".formatted(before.operator().role(), role);
        });
  }

  /// Makes a new token; the one before is of no use any more.
  ///
  /// @return the token, to be shown once
  public OperatorToken renew(String name) throws IOException {
    OperatorToken token = OperatorToken.generate(AuthorityFile.digest(data));
    SecretHash hash = SecretHash.of(token.proof(), cost);
    change(
        "operator.renew",
        name,
        accounts -> {
          int at = find(accounts, name);
          Account before = accounts.get(at);
          accounts.set(at, new Account(before.operator(), token.id(), now(), hash));
          return "token %s, before %s".formatted(token.id(), before.tokenId());
        });
    return token;
  }

  public void remove(String name) throws IOException {
    change(
        "operator.remove",
        name,
        accounts -> {
          Account before = accounts.remove(find(accounts, name));
          return "role %s, token %s".formatted(before.operator().role(), before.tokenId());
        });
  }

  /// Changes the list, and says in which way.
  private interface Change {
    String apply(List<Account> accounts) throws ProblemException;
  }

  private void change(String act, String name, Change change) throws IOException {
    try (FileLock _ = FileLock.take(data.resolve("operators.lock"))) {
      List<Account> accounts = new ArrayList<>(file.read());
      String detail = change.apply(accounts);
      audit.record(actor, act, name, detail);
      file.write(accounts);
    }
  }

  private void refuseDuplicate(List<Account> accounts, String name) throws ProblemException {
    if (accounts.stream().anyMatch(it -> it.operator().name().equals(name))) {
      throw new ProblemException(
          new Problem(
              "E-EXISTS",
              name,
              "there is an operator of this name",
              "give a new token with 'lockstep operator renew', another role with 'lockstep operator role'"));
    }
    if (accounts.size() == AccountFile.MAX_ACCOUNTS) {
      throw new ProblemException(
          new Problem(
              "E-FULL",
              file.path().toString(),
              "there are %d operators, and no room for more".formatted(accounts.size()),
              "remove those who left with 'lockstep operator rm'"));
    }
  }

  private static int find(List<Account> accounts, String name) throws ProblemException {
    for (int i = 0; i < accounts.size(); i++) {
      if (accounts.get(i).operator().name().equals(name)) {
        return i;
      }
    }
    throw new ProblemException(
        new Problem(
            "E-NO-OPERATOR",
            Inert.text(name),
            "there is no operator of this name",
            "'lockstep operator ls' shows those there are"));
  }

  private Account account(Operator operator, OperatorToken token) {
    return new Account(operator, token.id(), now(), SecretHash.of(token.proof(), cost));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
