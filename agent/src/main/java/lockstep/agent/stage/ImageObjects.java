package lockstep.agent.stage;

import java.io.IOException;
import java.util.Optional;
import lockstep.images.delta.GroupIndexReader;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.pack.PackIndexReader;

/// What staging reads of the image that is wanted. Each call opens anew; each reader is the caller's to close.
public interface ImageObjects {
  /// The verified manifest.
  ManifestReader manifest() throws IOException;

  /// The index of the packs, fetched when it is first asked for.
  PackIndexReader packIndex() throws IOException;

  /// The verified index of the delta that leads to this image, if there is one that this machine may profit from.
  Optional<GroupIndexReader> delta() throws IOException;

  /// The image that the delta leads from, if its manifest is here.
  Optional<ImageObjects> deltaFrom() throws IOException;

  /// The index of groups that hold the image's contents without another image's help, fetched when it is first asked for.
  /// Nobody has signed it: only what comes out of its groups can be proven.
  Optional<GroupIndexReader> solid() throws IOException;
}
