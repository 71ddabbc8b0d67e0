package jacquard.ir.text;

import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Loop nests as JSON, one nest per line; what [LoopText] writes, taken apart:
///
/// ```
/// {"nests": [{"name": "conv1", "operands": [{"name": "x", "type": "f32[N,1,28,28]", "layout": "0123"}, …],
///             "result": {"name": "y", "type": "f32[N,6,24,24]", "layout": "0123/1:16"},
///             "axes": [{"name": "n", "extent": "N"}, …], "structure": "for(n:N, o:6, …", "loops": [{"name": "o/16", "extent": "1"}, …],
///             "parallel": 3, "chunk": 1, "lanes": 16, "vector": "o%16",
///             "tile": {"rows": 8, "rowLoop": "q", "rowChunk": 24, "blocks": 1, "blockLoop": "o/16", "hoisted": 0}}]}
/// ```
///
/// `vector` is left out where no loop became lanes, `tile` where no register tile fits. The schema is `META-INF/jacquard/loops.schema.json`.
public final class LoopJson {
  private LoopJson() {}

  public static String print(List<LoopNest> nests) {
    return JsonWriter.write(Map.of("nests", nests.stream().map(LoopJson::nest).toList()));
  }

  private static Map<String, Object> nest(LoopNest nest) {
    Schedule schedule = nest.schedule();
    List<Axis> loops = nest.loopAxes();
    var result = new LinkedHashMap<String, Object>();
    result.put("name", nest.name());
    result.put("operands", nest.operands().stream().map(LoopJson::buffer).toList());
    result.put("result", buffer(nest.result()));
    result.put("axes", nest.structure().axes().stream().map(LoopJson::axis).toList());
    result.put("structure", StructureText.print(nest.structure()));
    result.put("loops", loops.stream().map(LoopJson::axis).toList());
    result.put("parallel", schedule.parallel());
    result.put("chunk", schedule.chunk());
    result.put("lanes", schedule.lanes());
    if (schedule.vector() >= 0) {
      result.put("vector", loops.get(schedule.vector()).name());
    }
    schedule.tile().ifPresent(tile -> result.put("tile", tile(tile, loops)));
    return result;
  }

  private static Map<String, Object> buffer(Buffer buffer) {
    var result = new LinkedHashMap<String, Object>();
    result.put("name", buffer.name());
    result.put("type", buffer.type().toString());
    result.put("layout", buffer.layout().toString());
    return result;
  }

  private static Map<String, Object> axis(Axis axis) {
    var result = new LinkedHashMap<String, Object>();
    result.put("name", axis.name());
    result.put("extent", axis.extent().toString());
    return result;
  }

  private static Map<String, Object> tile(Schedule.Tile tile, List<Axis> loops) {
    var result = new LinkedHashMap<String, Object>();
    result.put("rows", tile.rows());
    result.put("rowLoop", loops.get(tile.rowLoop()).name());
    result.put("rowChunk", tile.rowChunk());
    result.put("blocks", tile.blocks());
    result.put("blockLoop", loops.get(tile.blockLoop()).name());
    result.put("hoisted", tile.hoisted());
    return result;
  }
}
