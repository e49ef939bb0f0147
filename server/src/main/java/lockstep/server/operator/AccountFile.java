package lockstep.server.operator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;
import lockstep.server.durable.DurableFile;

/// `operators.json` in a server's data directory.
record AccountFile(Path path) {
  /// More people than ever run one fleet.
  static final int MAX_ACCOUNTS = 1000;

  private static final int MAX_BYTES = 1 << 20;
  private static final String FORMAT = "lockstep-operators";
  private static final long VERSION = 1;

  static AccountFile in(Path data) {
    return new AccountFile(data.resolve("operators.json"));
  }

  /// What tells one state of the file from the next, at the price of one system call. Equal to nothing where it is missing.
  Map<String, Object> stamp() throws IOException {
    try {
      return Files.readAttributes(path, "unix:dev,ino,ctime,size");
    } catch (NoSuchFileException e) {
      return Map.of();
    }
  }

  /// No accounts where there is no file.
  ///
  /// @throws ProblemException `E-OPERATORS` when it is damaged, or others may write it
  List<Account> read() throws IOException {
    byte[] content;
    try {
      refuseWhatOthersWrite();
      if (Files.size(path) > MAX_BYTES) {
        throw damaged("it has more than " + MAX_BYTES + " bytes");
      }
      content = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    try {
      return accounts(JsonReader.readObject(content));
    } catch (JsonException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
  }

  /// Whoever can write it makes himself an operator. That others may read it, only its Argon2 hashes of random secrets, is no
  /// such harm, and ends with the next change.
  private void refuseWhatOthersWrite() throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new ProblemException(
          new Problem(
              "E-OPERATORS",
              path.toString(),
              "others than its owner may write it, so nobody in it is believed",
              "compare 'lockstep operator ls' with the audit log, then: chmod 600 " + path));
    }
  }

  private List<Account> accounts(Json.Object read) throws IOException {
    if (!read.text("format").equals(FORMAT) || read.whole("version") != VERSION) {
      throw damaged("it is of another format, or of a newer lockstep");
    }
    List<Account> accounts = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (Json.Object item : read.objects("operators")) {
      Account account = Account.parse(item);
      if (!known.add("name " + account.operator().name())
          || !known.add("token " + account.tokenId())) {
        throw damaged("an account stands there twice");
      }
      accounts.add(account);
    }
    if (accounts.size() > MAX_ACCOUNTS) {
      throw damaged("it has more than " + MAX_ACCOUNTS + " accounts");
    }
    return List.copyOf(accounts);
  }

  private ProblemException damaged(String what) {
    return new ProblemException(
        new Problem(
            "E-OPERATORS",
            path.toString(),
            "no list of operators: " + what,
            "restore it from a backup; or move it away and make the accounts again with "
                + "'lockstep operator add'"));
  }

  void write(List<Account> accounts) throws IOException {
    Json.Object whole =
        Json.object()
            .put("format", FORMAT)
            .put("version", VERSION)
            .put("operators", accounts.stream().map(Account::json).toList())
            .build();
    DurableFile.writeSecret(
        path, (JsonWriter.pretty(whole) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
