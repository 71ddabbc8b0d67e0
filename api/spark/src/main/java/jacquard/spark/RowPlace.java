package jacquard.spark;

import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/// Which row it was, for errors: its numbers and short texts, such as `path = file:/pictures/7.png`.
final class RowPlace {
  private static final int MOST_CELLS = 4;
  private static final int MOST_CHARACTERS = 120;

  private RowPlace() {}

  static UserError in(Row row, UserError error) {
    List<String> cells = new ArrayList<>();
    StructType schema = row.schema();
    for (int i = 0; i < row.size() && cells.size() < MOST_CELLS; i++) {
      if (row.get(i) instanceof Number || row.get(i) instanceof String) {
        String text = String.valueOf(row.get(i));
        String name = schema == null ? "column " + i : schema.fieldNames()[i];
        cells.add(name + " = " + (text.length() > MOST_CHARACTERS ? "…" + text.substring(text.length() - MOST_CHARACTERS) : text));
      }
    }
    return cells.isEmpty() ? error : error.extended("row", String.join(", ", cells));
  }
}
