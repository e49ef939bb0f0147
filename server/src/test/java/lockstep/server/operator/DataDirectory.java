package lockstep.server.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import lockstep.images.ContentHash;
import lockstep.server.audit.Actor;

/// A data directory with the certificate of an authority, as a server's first start leaves it.
public final class DataDirectory {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  static final Actor LOCAL = new Actor(Actor.Kind.LOCAL, "root", "local");

  /// Little enough for tests that make many.
  static final SecretHash.Cost CHEAP = new SecretHash.Cost(64, 1, 1);

  /// `openssl x509 -outform DER | sha256sum` of the certificate below.
  public static final ContentHash AUTHORITY =
      ContentHash.parse("6b79b955a346100103844e73f69d1ab2a4247827a9705f10a2f3fb1a4b4aa012");

  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBRjCB+aADAgECAhRtNet2Q/VIqmS2g6IFQu09QudsbjAFBgMrZXAwGDEWMBQG
      A1UEAwwNbG9ja3N0ZXAgdGVzdDAgFw0yNjExMjgwNTExMjVaGA8yMTI2MTEwNDA1
      MTEyNVowGDEWMBQGA1UEAwwNbG9ja3N0ZXAgdGVzdDAqMAUGAytlcAMhAPLuaQS+
      W/5BOONhkd8YPrOC1zjLPee6/jdQY4L9N+yVo1MwUTAdBgNVHQ4EFgQURrriQYRi
      aZ/pvhOCcVtZx5Y+1JYwHwYDVR0jBBgwFoAURrriQYRiaZ/pvhOCcVtZx5Y+1JYw
      DwYDVR0TAQH/BAUwAwEB/zAFBgMrZXADQQDtmKQ9MshFunLzvGbsXE0dpSOZX2BN
      VIf45plrkXifeXlYDT0SGrUtqp/8dIs2e3zAAyPMPoUSGS2O8mxfF5wH
      -----END CERTIFICATE-----
      """;

  private DataDirectory() {}

  /// @param directory which is made
  public static void make(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("ca"));
    Files.writeString(directory.resolve("ca/server-authority.crt"), CERTIFICATE);
  }

  static OperatorAccounts accounts(Path data) throws IOException {
    return OperatorAccounts.open(data, () -> NOON, LOCAL, CHEAP);
  }
}
