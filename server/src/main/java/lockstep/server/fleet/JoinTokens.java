package lockstep.server.fleet;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.identity.JoinToken;
import lockstep.images.identity.Secret;
import lockstep.proto.JoinTokenMsg;
import lockstep.proto.JoinedMsg;
import lockstep.proto.NewJoinTokenMsg;
import lockstep.server.store.Change;
import lockstep.server.store.Codec;
import lockstep.server.store.Database;
import lockstep.server.store.Table;

/// The join tokens that are out. Safe for many threads; every call may wait for the disk.
///
/// Of a token's secret only the hash is kept. One that expired is forgotten a week later, and one that is used up stays until
/// then, so that people see where it went.
public final class JoinTokens {
  public static final int MAX_USES = 1000;
  public static final Duration MAX_VALIDITY = Duration.ofDays(30);

  /// The reason to give where no use is left.
  public static final String USED = "this join token has been used";

  private static final int MAX_TOKENS = 10_000;
  private static final Duration KEPT = Duration.ofDays(7);
  private static final int MAX_GROUPS = 32;
  private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final SecureRandom RANDOM = new SecureRandom();

  /// What a token is made to say of the fleet.
  ///
  /// @param root the root of trust that the machine will start from
  /// @param authority the certificate that the server's descends from, DER
  public record Trust(long rootVersion, ContentHash root, ContentHash authority) {}

  /// The name a machine would have.
  ///
  /// @param name as somebody said it must be; empty where nobody did
  /// @param otherwise where the token does not say it either
  public record Wish(String name, String otherwise) {}

  /// Whether a token lets a machine in. Reasons are for people.
  public sealed interface Redeemed {
    /// @param replaces also where another key has the name
    /// @param again this key got this name by this token before: it may hear the answer again, as long as the name is its
    ///     own, and nothing else
    record Granted(
        MachineId machine, List<String> groups, long rootVersion, boolean replaces, boolean again)
        implements Redeemed {}

    /// A guess: no such token, or another secret.
    record Wrong() implements Redeemed {}

    record Refused(String reason) implements Redeemed {}
  }

  private final Table<Long, JoinTokenMsg> table;

  public JoinTokens(Database database) throws IOException {
    table = database.table("join-tokens", new Keys(), new Records());
  }

  /// The reason why such a token cannot be made; empty when it can.
  public static Optional<String> objection(NewJoinTokenMsg wanted) {
    if (!wanted.getMachine().isEmpty() && MachineId.parse(wanted.getMachine()).isEmpty()) {
      return Optional.of(MachineId.RULE);
    }
    if (wanted.getUses() < 1 || wanted.getUses() > MAX_USES) {
      return Optional.of("a join token has 1 to " + MAX_USES + " uses");
    }
    if (!wanted.getMachine().isEmpty() && wanted.getUses() != 1) {
      return Optional.of("a join token for one machine has one use");
    }
    if (wanted.getReplaces() && wanted.getMachine().isEmpty()) {
      return Optional.of("a join token that replaces a machine must name it");
    }
    if (wanted.getValidSeconds() < 1 || wanted.getValidSeconds() > MAX_VALIDITY.toSeconds()) {
      return Optional.of("a join token is valid for 30 days at most");
    }
    if (wanted.getGroupsCount() > MAX_GROUPS
        || !wanted.getGroupsList().stream().allMatch(group -> GROUP.matcher(group).matches())) {
      return Optional.of(
          "a machine is in at most "
              + MAX_GROUPS
              + " groups, each of 1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit");
    }
    return Optional.empty();
  }

  /// A new token, which opens nothing before it is [kept][#keep].
  ///
  /// @param wanted without an [objection][#objection]
  public JoinTokenMsg draw(NewJoinTokenMsg wanted, Trust trust, String by, Instant now) {
    JoinToken token =
        new JoinToken(RANDOM.nextLong(), Secret.draw(), trust.root(), trust.authority());
    return JoinTokenMsg.newBuilder()
        .setToken(token.id())
        .setText(token.text())
        .setMachine(wanted.getMachine())
        .addAllGroups(wanted.getGroupsList())
        .setUses(wanted.getUses())
        .setReplaces(wanted.getReplaces())
        .setMadeEpochSeconds(now.getEpochSecond())
        .setMadeBy(by)
        .setExpiresEpochSeconds(now.getEpochSecond() + wanted.getValidSeconds())
        .setSecretHash(bytes(token.secret().hash()))
        .setRoot(bytes(trust.root()))
        .setRootVersion(trust.rootVersion())
        .build();
  }

  /// Lets a token open from now on; its text is kept nowhere.
  public void keep(JoinTokenMsg drawn) throws IOException {
    forgetExpired(Instant.ofEpochSecond(drawn.getMadeEpochSeconds()));
    table.put(drawn.getToken(), drawn.toBuilder().clearText().build());
  }

  /// What the maker of a token gets to see.
  public static JoinTokenMsg handedOver(JoinTokenMsg drawn) {
    return drawn.toBuilder().clearSecretHash().build();
  }

  private void forgetExpired(Instant now) throws IOException {
    List<Long> gone = new ArrayList<>();
    int[] there = {0};
    long horizon = now.minus(KEPT).getEpochSecond();
    table.forEach((id, token) -> {
      there[0]++;
      if (token.getExpiresEpochSeconds() < horizon) {
        gone.add(id);
      }
    });
    for (Long id : gone) {
      table.remove(id);
    }
    if (there[0] - gone.size() >= MAX_TOKENS) {
      throw new IOException("there are " + MAX_TOKENS + " join tokens; remove some first");
    }
  }

  /// All there are, without their secrets.
  public List<JoinTokenMsg> all() throws IOException {
    List<JoinTokenMsg> all = new ArrayList<>();
    table.forEach((_, token) -> all.add(handedOver(token)));
    return all;
  }

  public boolean has(long id) throws IOException {
    return table.get(id).isPresent();
  }

  public void remove(long id) throws IOException {
    table.remove(id);
  }

  /// Takes one use, for this name and key. The same name and key may come again while the token is valid: an answer may
  /// have been lost.
  public Redeemed redeem(long id, Secret secret, Wish wanted, ContentHash key, Instant now)
      throws IOException {
    return table.update(
        id,
        before ->
            before
                .map(token -> used(token, redeemed(token, secret, wanted, now), key))
                .orElseGet(() -> Change.none(new Redeemed.Wrong())));
  }

  private static Change<JoinTokenMsg, Redeemed> used(
      JoinTokenMsg token, Redeemed redeemed, ContentHash key) {
    if (!(redeemed instanceof Redeemed.Granted granted)) {
      return Change.none(redeemed);
    }
    JoinedMsg joined = joined(granted.machine(), key);
    if (token.getJoinedList().contains(settled(joined))) {
      return Change.none(
          new Redeemed.Granted(
              granted.machine(),
              granted.groups(),
              granted.rootVersion(),
              granted.replaces(),
              true));
    }
    if (token.getJoinedList().contains(joined)) {
      return Change.none(redeemed);
    }
    return token.getJoinedCount() < token.getUses()
        ? Change.to(token.toBuilder().addJoined(joined).build(), redeemed)
        : Change.none(new Redeemed.Refused(USED));
  }

  private static JoinedMsg settled(JoinedMsg joined) {
    return joined.toBuilder().setSettled(true).build();
  }

  private static JoinedMsg joined(MachineId machine, ContentHash key) {
    return JoinedMsg.newBuilder().setMachine(machine.value()).setKey(bytes(key)).build();
  }

  private static Redeemed redeemed(JoinTokenMsg token, Secret secret, Wish wanted, Instant now) {
    if (!secret.isOf(ContentHash.fromBytes(token.getSecretHash().toByteArray()))) {
      return new Redeemed.Wrong();
    }
    if (now.getEpochSecond() >= token.getExpiresEpochSeconds()) {
      return new Redeemed.Refused("this join token has expired");
    }
    String named = token.getMachine();
    if (!named.isEmpty() && !wanted.name().isEmpty() && !wanted.name().equals(named)) {
      return new Redeemed.Refused("this join token is for a machine of another name");
    }
    String own = wanted.name().isEmpty() ? wanted.otherwise() : wanted.name();
    return MachineId.parse(named.isEmpty() ? own : named)
        .<Redeemed>map(machine ->
            new Redeemed.Granted(
                machine, token.getGroupsList(), token.getRootVersion(), token.getReplaces(), false))
        .orElseGet(() -> new Redeemed.Refused(MachineId.RULE));
  }

  /// Ends a use: the key has the name. It can be asked for again, but not be given back.
  public void settle(long id, MachineId machine, ContentHash key) throws IOException {
    JoinedMsg joined = joined(machine, key);
    replaceUse(
        id,
        token ->
            token.getJoinedList().contains(settled(joined))
                ? token
                : without(token, joined).toBuilder().addJoined(settled(joined)).build());
  }

  /// Gives a use back that was not settled: the name was taken.
  public void release(long id, MachineId machine, ContentHash key) throws IOException {
    JoinedMsg joined = joined(machine, key);
    replaceUse(id, token -> without(token, joined));
  }

  private void replaceUse(long id, UnaryOperator<JoinTokenMsg> change) throws IOException {
    var _ =
        table.update(
            id,
            before ->
                before
                    .map(token -> Change.to(change.apply(token), true))
                    .orElseGet(() -> Change.none(false)));
  }

  private static JoinTokenMsg without(JoinTokenMsg token, JoinedMsg joined) {
    List<JoinedMsg> others = new ArrayList<>(token.getJoinedList());
    others.remove(joined);
    return token.toBuilder().clearJoined().addAllJoined(others).build();
  }

  private static ByteString bytes(ContentHash hash) {
    return ByteString.copyFrom(hash.toArray());
  }

  private static final class Keys implements Codec<Long> {
    @Override
    public byte[] encode(Long id) {
      return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
    }

    @Override
    public Long decode(byte[] bytes) throws IntegrityException {
      if (bytes.length != Long.BYTES) {
        throw new IntegrityException("a stored join token's number is damaged");
      }
      return ByteBuffer.wrap(bytes).getLong();
    }
  }

  private static final class Records implements Codec<JoinTokenMsg> {
    @Override
    public byte[] encode(JoinTokenMsg token) {
      return token.toByteArray();
    }

    @Override
    public JoinTokenMsg decode(byte[] bytes) throws IntegrityException {
      try {
        return JoinTokenMsg.parseFrom(bytes);
      } catch (InvalidProtocolBufferException e) {
        throw new IntegrityException("a stored join token is damaged", e);
      }
    }
  }
}
