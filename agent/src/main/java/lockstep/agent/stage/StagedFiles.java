package lockstep.agent.stage;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lockstep.agent.plan.Plan;
import lockstep.agent.root.SmallFile;
import lockstep.agent.stage.StageList.Place;
import lockstep.agent.stage.StageList.Staging;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.tree.Directory;
import lockstep.images.tree.FileHandle;

/// Reads files below one directory of the image that are staged but not live.
public final class StagedFiles {
  private final Directory news;
  private final Map<RelativePath, Place> places;

  private StagedFiles(Directory news, Map<RelativePath, Place> places) {
    this.news = news;
    this.places = places;
  }

  /// @param news the open folder of what is staged
  /// @param in the directory below which files may be asked for
  static StagedFiles of(Plan plan, ImageObjects image, Directory news, RelativePath in)
      throws IOException {
    Map<RelativePath, Place> places = new HashMap<>();
    try (StageList list = new StageList(image.manifest(), plan)) {
      for (Staging staging = list.next(); staging != null; staging = list.next()) {
        RelativePath path = staging.entry().path();
        if (staging.entry() instanceof Entry.File && path.startsWith(in)) {
          places.put(path, staging.place());
        }
      }
    }
    return new StagedFiles(news, places);
  }

  /// The content of the file staged for `path`; empty when none is.
  public Optional<byte[]> read(RelativePath path) throws IOException {
    Place place = places.get(path);
    if (place == null) {
      return Optional.empty();
    }
    try (StagedTrees trees = new StagedTrees(news);
        FileHandle file = trees.parent(place).openRead(StagedTrees.name(place))) {
      return Optional.of(SmallFile.read(file));
    }
  }
}
