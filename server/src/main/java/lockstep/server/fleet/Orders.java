package lockstep.server.fleet;

import java.time.Instant;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.proto.OrderMsg;

/// The rules of orders to one machine. Pure functions of what is kept of it.
public final class Orders {
  private Orders() {}

  /// The order that follows `before`: its number is one more, so that the machine sees that it is new.
  static OrderMsg following(OrderMsg before, OrderMsg wanted, Instant now) {
    return wanted.toBuilder()
        .setNumber(before.getNumber() + 1)
        .setMadeEpochSeconds(now.getEpochSecond())
        .build();
  }

  /// Nothing is ordered any more; who said so is kept.
  static OrderMsg lifted(OrderMsg before, String by, String reason, Instant now) {
    return following(before, OrderMsg.newBuilder().setBy(by).setReason(reason).build(), now);
  }

  /// Whether a machine is still to be told of it: one that was neither lifted nor has expired.
  static boolean isInForce(OrderMsg order, Instant now) {
    return !order.getImage().isEmpty()
        && (order.getForce() || now.getEpochSecond() < order.getExpiresEpochSeconds());
  }

  /// Whether it decides what the machine takes, as the machine will see it.
  ///
  /// @param release the newest release's counter
  /// @param current and `old`: the two images of that release
  public static boolean stands(
      OrderMsg order, long release, ImageId current, Optional<ImageId> old, Instant now) {
    String image = order.getImage();
    boolean isPublished =
        image.equals(current.toString())
            || old.map(ImageId::toString).filter(image::equals).isPresent();
    return stands(order, release, isPublished, now);
  }

  /// @param isPublished whether the order's image is one of the release's two
  static boolean stands(OrderMsg order, long release, boolean isPublished, Instant now) {
    return isPublished
        && isInForce(order, now)
        && (!order.getForce() || order.getRelease() == release);
  }
}
