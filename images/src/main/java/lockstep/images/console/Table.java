package lockstep.images.console;

import java.util.ArrayList;
import java.util.List;

/// Rows under a heading, every column as wide as its widest cell. Cells are shown [Inert].
///
/// For one thread.
public final class Table {
  private static final String GAP = "  ";

  /// A column's heading and on which side its cells stand.
  private record Column(String heading, Side side) {}

  private enum Side {
    LEFT,
    RIGHT
  }

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /// Adds a column of words.
  public Table words(String heading) {
    columns.add(new Column(heading, Side.LEFT));
    return this;
  }

  /// Adds a column of numbers, aligned on the right.
  public Table numbers(String heading) {
    columns.add(new Column(heading, Side.RIGHT));
    return this;
  }

  /// @throws IllegalArgumentException unless there is one cell for each column
  public Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + columns.size() + " columns");
    }
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(cell.isEmpty() ? "-" : Inert.text(cell));
    }
    rows.add(row);
    return this;
  }

  /// The heading, then the rows in the order they were added.
  public List<String> lines() {
    List<List<String>> all = new ArrayList<>();
    all.add(columns.stream().map(Column::heading).toList());
    all.addAll(rows);
    List<String> lines = new ArrayList<>();
    for (List<String> row : all) {
      lines.add(line(row, all));
    }
    return lines;
  }

  private String line(List<String> row, List<List<String>> all) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < columns.size(); c++) {
      String cell = row.get(c);
      String padding = " ".repeat(width(c, all) - characters(cell));
      String gap = c == 0 ? "" : GAP;
      line.append(gap).append(columns.get(c).side() == Side.LEFT ? cell + padding : padding + cell);
    }
    return line.toString().stripTrailing();
  }

  private static int width(int column, List<List<String>> all) {
    return all.stream().mapToInt(row -> characters(row.get(column))).max().orElse(0);
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }
}
