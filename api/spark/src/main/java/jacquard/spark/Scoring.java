package jacquard.spark;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import scala.collection.mutable.ArraySeq;

/// Scores the rows of a partition, `batch` at a time; a row whose input is null gets nulls.
///
/// @param dtype the network's
/// @param keepsInvalid whether a row whose input cannot be read gets nulls too
/// @param column where the input stands
/// @param columns the answers to append
record Scoring(String id, Broadcast<ModelBytes> model, InputReader reader, DType dtype, boolean keepsInvalid, int column, int batch,
    Answers answers, List<Answer> columns) implements MapPartitionsFunction<Row, Row> {
  /// A column to append.
  enum Answer implements Serializable { OUTPUT, PROBABILITY, PREDICTION }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Iterator<>() {
      private Iterator<Row> ready = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        if (!ready.hasNext() && rows.hasNext()) {
          ready = scored(rows);
        }
        return ready.hasNext();
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return ready.next();
      }
    };
  }

  private Iterator<Row> scored(Iterator<Row> rows) {
    var taken = new ArrayList<Row>(batch);
    while (taken.size() < batch && rows.hasNext()) {
      taken.add(rows.next());
    }
    List<Object[]> scored = score(taken.stream().map(r -> r.isNullAt(column) ? null : r.get(column)).toList().toArray(), taken);
    var results = new ArrayList<Row>(taken.size());
    for (int i = 0; i < taken.size(); i++) {
      Row row = taken.get(i);
      var cells = new @Nullable Object[row.size() + columns.size()];
      for (int c = 0; c < row.size(); c++) {
        cells[c] = NumberArrays.plain(row.get(c));
      }
      System.arraycopy(scored.get(i), 0, cells, row.size(), columns.size());
      results.add(RowFactory.create(cells));
    }
    return results.iterator();
  }

  /// The answers for `value`.
  Object[] score(Object value) {
    return score(new Object[] {value}, List.of()).getFirst();
  }

  /// The answers for each of `values`, which are inputs or null; `rows` are those they stand in, where there are rows.
  private List<Object[]> score(@Nullable Object[] values, List<Row> rows) {
    int width = reader.size();
    NdArray inputs = inputs(values.length);
    var read = new boolean[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      try {
        if (value != null) {
          reader.read(value, inputs, count * width);
          read[i] = true;
          count++;
        }
      } catch (UserError e) {
        if (!keepsInvalid) {
          throw rows.isEmpty() ? e : RowPlace.in(rows.get(i), e);
        }
      }
    }
    NdArray outputs = count == 0 ? inputs : predict(count == values.length ? inputs : first(count, inputs));
    int outputWidth = count == 0 ? 0 : outputs.size() / count;
    var answered = new ArrayList<Object[]>(values.length);
    int next = 0;
    for (boolean isRead : read) {
      answered.add(isRead ? answers(outputs, next++ * outputWidth, outputWidth) : new Object[columns.size()]);
    }
    return answered;
  }

  private NdArray inputs(int count) {
    return NdArray.zeros(new TensorType(dtype, reader.shape().batched().bound(count)));
  }

  private NdArray first(int count, NdArray all) {
    NdArray part = inputs(count);
    all.copy(0, part.data(), 0, part.size());
    return part;
  }

  private NdArray predict(NdArray inputs) {
    TaskContext task = TaskContext.get();
    return Compiled.program(id, model, task == null ? 1 : task.cpus()).predict(inputs);
  }

  private Object[] answers(NdArray outputs, int from, int count) {
    return columns.stream().map(c -> switch (c) {
      case OUTPUT -> numbers(outputs, from, count);
      case PROBABILITY -> Vectors.dense(answers.probabilities(outputs, from, count));
      case PREDICTION -> answers.prediction(outputs, from, count);
    }).toArray();
  }

  private static ArraySeq<?> numbers(NdArray outputs, int from, int count) {
    if (outputs.dtype() == DType.F32) {
      return ArraySeq.make(Arrays.copyOfRange(outputs.floats(), from, from + count));
    }
    return ArraySeq.make(Arrays.copyOfRange(outputs.doubles(), from, from + count));
  }
}
