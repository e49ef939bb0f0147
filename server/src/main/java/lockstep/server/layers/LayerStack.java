package lockstep.server.layers;

import java.io.IOException;
import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.server.layers.LayerRecords.Head;
import lockstep.server.tar.TarContent;
import lockstep.server.tar.TarPlace;

/// The tree that archives make, laid over one another. Contents may be read by many threads.
public final class LayerStack {
  private final List<Layer> layers;
  private final LayerRecords records;
  private final HardLinks links;

  private LayerStack(List<Layer> layers, LayerRecords records, HardLinks links) {
    this.layers = layers;
    this.records = records;
    this.links = links;
  }

  /// @param layers lowest first
  /// @throws lockstep.images.ProblemException `E-TAR`, `E-TAR-CUT` or `E-OCI-LAYER`, naming the entry that cannot be
  public static LayerStack of(List<Layer> layers) throws IOException {
    LayerIndex index = new LayerIndex();
    for (Layer layer : layers) {
      index.add(layer);
    }
    LayerRecords records = index.sorted();
    return new LayerStack(List.copyOf(layers), records, HardLinks.of(layers, records));
  }

  /// Is told of a tree, in path order.
  public interface Visitor {
    /// What is no file.
    void node(Entry.Inode node) throws IOException;

    /// A directory that holds something and that no layer has an entry for.
    void implied(Entry.Directory directory) throws IOException;

    /// A name of a file.
    ///
    /// @param file its number, the same for all its names
    void file(RelativePath path, int file) throws IOException;
  }

  /// A file of the tree.
  public record StackedFile(
      Metadata metadata, boolean mayHaveMoreNames, long size, TarContent content) {}

  public void walk(Visitor visitor) throws IOException {
    new LayerWalk(layers, records, links, visitor).run();
  }

  /// The file of this number, its content not read yet.
  public StackedFile file(int number) {
    Head head = records.head(number);
    TarPlace place = records.filePlace(number);
    return new StackedFile(
        records.fileMetadata(number),
        links.isTarget(number),
        place.size(),
        layers.get(head.layer()).archive().content(place));
  }
}
