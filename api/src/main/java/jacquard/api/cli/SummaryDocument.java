package jacquard.api.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.Summary;
import jacquard.api.layer.ReceptiveField;
import jacquard.ir.Shape;
import java.util.List;

/// A summary as the JSON of `summary --json`.
final class SummaryDocument {
  private SummaryDocument() {}

  static JsonObject of(Summary summary) {
    var document = new JsonObject();
    document.addProperty("network", summary.network());
    document.add("layers", layers(summary.rows()));
    document.addProperty("parameters", summary.parameters());
    document.addProperty("auxiliaryParameters", summary.auxiliaryParameters());
    document.addProperty("operations", summary.operations());
    document.addProperty("volume", summary.volume());
    document.addProperty("parameterBytes", summary.parameterBytes());
    document.addProperty("activationBytes", summary.activationBytes());
    return document;
  }

  private static JsonArray layers(List<Summary.Row> rows) {
    var layers = new JsonArray();
    rows.forEach(r -> layers.add(layer(r)));
    return layers;
  }

  private static JsonObject layer(Summary.Row row) {
    var layer = new JsonObject();
    layer.addProperty("name", row.name());
    layer.addProperty("kind", row.kind());
    layer.add("output", extents(row.output()));
    layer.addProperty("parameters", row.parameters());
    layer.addProperty("fixedParameters", row.fixedParameters());
    layer.addProperty("operations", row.operations());
    layer.addProperty("multiplications", row.multiplications());
    layer.add("receptiveField", field(row.receptiveField()));
    if (!row.notes().isEmpty()) {
      var notes = new JsonArray();
      row.notes().forEach(notes::add);
      layer.add("notes", notes);
    }
    if (!row.parts().isEmpty()) {
      layer.add("layers", layers(row.parts()));
    }
    return layer;
  }

  private static JsonObject field(ReceptiveField field) {
    var document = new JsonObject();
    document.add("size", numbers(field.size()));
    document.add("jump", numbers(field.jump()));
    document.add("start", numbers(field.start()));
    if (field.isWhole() || field.dependsOnData()) {
      document.addProperty("extent", field.toString());
    }
    return document;
  }

  static JsonArray extents(Shape shape) {
    var array = new JsonArray();
    shape.dims().forEach(d -> array.add(d.count()));
    return array;
  }

  private static JsonArray numbers(List<? extends Number> values) {
    var array = new JsonArray();
    values.forEach(array::add);
    return array;
  }
}
